package dev.reeve.kernel.linkcheck;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The reviewed list: what it says of a member before what it says of its class before what it says of a package; it denies the rest. */
final class LinkPolicy {

  /** What is missing for what the list does not name. */
  static final String UNLISTED = "jdk:unlisted";

  /** Pseudo-member: being a superclass or superinterface. */
  static final String EXTENDS = "<extends>";

  /** Pseudo-member: every member no other line names. */
  static final String EVERY = "*";

  /** The list of this version. */
  static final LinkPolicy REVIEWED = read();

  private final Map<String, Verdict> classes;
  private final Map<String, Map<String, Verdict>> members;
  private final Map<String, Verdict> packages;
  private final Map<String, Verdict> trees;

  /**
   * Made by {@link PolicyText}; all names are internal.
   *
   * @param members by class, then by name, by name and parameters in one word, or by a pseudo-member
   * @param trees packages with all below them
   */
  LinkPolicy(
      Map<String, Verdict> classes, Map<String, Map<String, Verdict>> members, Map<String, Verdict> packages, Map<String, Verdict> trees) {
    this.classes = classes;
    this.members = members;
    this.packages = packages;
    this.trees = trees;
  }

  private static LinkPolicy read() {
    try (InputStream in = LinkPolicy.class.getResourceAsStream("jdk.policy")) {
      if (in == null) {
        throw new IllegalStateException("jdk.policy is not beside its reader");
      }
      return PolicyText.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is said of mentioning a class. */
  Verdict type(String name) {
    Verdict own = classes.get(name);
    if (own != null) {
      return own;
    }
    int slash = name.lastIndexOf('/');
    String above = slash < 0 ? "" : name.substring(0, slash);
    Verdict exact = packages.get(above);
    if (exact != null) {
      return exact;
    }
    for (int end = above.length(); end > 0; end = above.lastIndexOf('/', end - 1)) {
      Verdict tree = trees.get(above.substring(0, end));
      if (tree != null) {
        return tree;
      }
    }
    return new Verdict.Needs(UNLISTED);
  }

  /** What a line of its own says of the member of this very class; null when there is none. */
  @Nullable Verdict line(String owner, MemberName member) {
    Map<String, Verdict> lines = members.get(owner);
    if (lines == null) {
      return null;
    }
    Verdict exact = member.method() ? lines.get(member.name() + MemberName.parameters(member.descriptor())) : null;
    return exact != null ? exact : lines.get(member.name());
  }

  /** What is said of members of this very class that no line names. */
  Verdict others(String owner) {
    Verdict every = members.getOrDefault(owner, Map.of()).get(EVERY);
    return every != null ? every : type(owner);
  }

  /** What is said of being below this class. */
  Verdict extending(String name) {
    Verdict own = members.getOrDefault(name, Map.of()).get(EXTENDS);
    return own != null ? own : others(name);
  }
}
