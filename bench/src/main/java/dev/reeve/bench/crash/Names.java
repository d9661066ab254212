package dev.reeve.bench.crash;

import java.util.Locale;

/** Gives one owner's things names, and its manifests versions. */
final class Names {

  private final String owner;
  private long given;

  Names(String owner) {
    this.owner = owner;
  }

  /** A name that was not given before. */
  String fresh(String kind) {
    return String.format(Locale.ROOT, "%s-%s%d", owner, kind, ++given);
  }

  /**
   * The next deployment of an agent: never the same text again.
   *
   * @param again a revision of the version that is deployed, where one is
   */
  Change.Deploy deploy(Facts own, String agent, Program program, boolean again) {
    String says = program.word() + "-" + fresh("m");
    String version = own.rest(Facts.agent(agent) + " version ");
    String revision = own.rest(Facts.agent(agent) + " revision ");
    if (version == null || revision == null) {
      return new Change.Deploy(agent, "1.0.0", 1, says);
    }
    int minor = Integer.parseInt(version.split("\\.", -1)[1]);
    return again ? new Change.Deploy(agent, version, Integer.parseInt(revision) + 1, says) : new Change.Deploy(agent, "1." + (minor + 1) + ".0", 1, says);
  }
}
