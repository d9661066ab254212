package dev.reeve.cli.astrid;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.progress.Amounts;
import dev.reeve.cli.progress.Progress;
import dev.reeve.client.ReeveException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve import}: taking over from another system. */
@Command(name = "import", addMethodSubcommands = false, description = "Take over principals and groups of another system.")
public final class ImportNoun {

  /** Exit code when something was not taken over that somebody has to look at. */
  private static final int SOMETHING_REFUSED = 1;

  private static final long LARGEST_UID = 0xffff_fffeL;

  private final Invocation call;

  public ImportNoun(Invocation call) {
    this.call = call;
  }

  @Command(
      name = "astrid",
      description = {
        "Take over the groups and profiles of an Astrid home, telling what becomes of each line.",
        "The home is only read. Exit code 0 when nothing was refused, else 1."
      })
  int astrid(
      @Parameters(paramLabel = "DIR", description = "The home, with etc/groups.toml and etc/profiles.") Path folder,
      @Option(names = "--dry-run", description = "Only tell what would be asked; no kernel is needed.") boolean dryRun,
      @Option(names = "--user", paramLabel = "NAME=UID", description = "A user id whose processes may act as this principal.")
          @Nullable List<String> users,
      @Option(names = "--unsafe-admin", description = "Also take over patterns that cover everything.") boolean unsafeAdmin,
      @Option(names = "--merge", description = "Give principals that are there already what they lack.") boolean merge) {
    Notes notes = new Notes();
    Map<String, List<Integer>> byName = users(users == null ? List.of() : users);
    Plan plan = Planner.plan(HomeReader.read(folder, notes), new Plan.Choices(unsafeAdmin, byName), notes);
    try {
      if (dryRun) {
        call.tell("would ask for " + plan.groups().size() + " groups and " + plan.principals().size() + " principals");
      } else {
        int done;
        try (Progress progress = call.progress("taking over", Amounts.STEPS)) {
          done = new Importer(call.connect(), notes, unsafeAdmin, merge).apply(plan, progress);
        }
        call.tell(done == 0 ? "nothing to do" : done + " changes made");
      }
    } finally {
      call.output().list(notes.all(), Note.VIEW);
    }
    List<Note> refused = notes.all().stream().filter(Note::refused).toList();
    if (!refused.isEmpty()) {
      call.tell(refused.size() + " refused:");
      refused.forEach(note -> call.tell("  " + note.about() + ": " + note.words()));
    }
    return refused.isEmpty() ? 0 : SOMETHING_REFUSED;
  }

  private static Map<String, List<Integer>> users(List<String> words) {
    Map<String, List<Integer>> users = new HashMap<>();
    for (String word : words) {
      int equals = word.lastIndexOf('=');
      String digits = word.substring(equals + 1);
      long uid = digits.matches("[0-9]{1,10}") ? Long.parseLong(digits) : Long.MAX_VALUE;
      if (equals < 1 || uid > LARGEST_UID) {
        throw ReeveException.usage("--user " + word + " is not NAME=UID", "write for example --user bob=1000");
      }
      users.computeIfAbsent(word.substring(0, equals), _ -> new ArrayList<>()).add((int) uid);
    }
    return users;
  }
}
