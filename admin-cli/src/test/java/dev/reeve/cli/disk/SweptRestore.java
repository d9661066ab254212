package dev.reeve.cli.disk;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.backup.InterruptedRestore;
import dev.reeve.cli.file.Folders;
import dev.reeve.cli.testkernel.TestBackup;
import dev.reeve.cli.testkernel.TestChain;
import dev.reeve.cli.testkernel.Typed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * {@code backup restore}: the home is the former one, or the restored one, or says that its restore was cut short. What is then typed as the
 * command says makes it the restored one, beside which the former is kept.
 */
final class SweptRestore implements SweptCommand {

  private static final Map<String, String> FORMER =
      Map.of("etc/groups.toml", "former", "etc/principals/a.toml", "former", "var/reeve.db", "former", "var/audit/x", "former", "run/kernel.lock", "4711\n");

  private final TestBackup backup = TestBackup.of(TestChain.of(5));
  private final Path home;
  private final Path zip;
  private final boolean used;
  private final Typed.Desk desk;

  private SweptRestore(Path home, Path zip, boolean used) {
    this.home = home;
    this.zip = zip;
    this.used = used;
    this.desk = new Typed.Desk(home, ReeveCommand::execute);
  }

  /** @param used whether a kernel has been in the home before */
  static SweptRestore of(Path folder, Path zip, boolean used) throws IOException {
    SweptRestore swept = new SweptRestore(folder.resolve("home"), zip, used);
    swept.backup.zip(zip);
    return swept;
  }

  @Override
  public String name() {
    return used ? "backup restore, in place of a home" : "backup restore";
  }

  @Override
  public void prepare() throws IOException {
    Folders.remove(home);
    if (used) {
      for (Map.Entry<String, String> file : FORMER.entrySet()) {
        Path path = home.resolve(file.getKey());
        Folders.make(path.resolve(".."));
        Files.writeString(path, file.getValue());
      }
    }
  }

  @Override
  public Typed type() {
    return used ? desk.type("backup", "restore", zip.toString(), "--force", "-y") : desk.type("backup", "restore", zip.toString());
  }

  /** The files below some folders of the home, with their content. */
  private static Map<String, String> files(Path below, String... folders) throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (String folder : folders) {
      if (Files.isDirectory(below.resolve(folder))) {
        try (Stream<Path> all = Files.walk(below.resolve(folder))) {
          for (Path file : all.filter(Files::isRegularFile).toList()) {
            files.put(below.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
          }
        }
      }
    }
    return files;
  }

  private boolean former() throws IOException {
    Map<String, String> policyAndState = new TreeMap<>(used ? FORMER : Map.of());
    policyAndState.remove("run/kernel.lock");
    return files(home, "etc", "var").equals(policyAndState);
  }

  private Map<String, String> kept(Map<String, String> found) {
    Map<String, String> kept = new TreeMap<>();
    found.forEach((path, content) -> {
      if (path.contains(".before-restore-")) {
        kept.put(path.replaceFirst("^var/(etc|var)\\.before-restore-[^/]*/", "$1/"), content);
      }
    });
    return kept;
  }

  private boolean restored() throws IOException {
    Map<String, String> found = files(home, "etc", "var");
    Map<String, String> wanted = new TreeMap<>();
    backup.files().forEach((path, bytes) -> wanted.put(path, new String(bytes, StandardCharsets.ISO_8859_1)));
    Map<String, String> former = new TreeMap<>(used ? FORMER : Map.of());
    former.remove("run/kernel.lock");
    boolean keeps = kept(found).equals(former);
    found.keySet().removeIf(path -> path.contains(".before-restore-"));
    return keeps && found.equals(wanted);
  }

  private Set<String> names() throws IOException {
    try (Stream<Path> names = Files.list(home)) {
      return new TreeSet<>(names.map(path -> String.valueOf(path.getFileName())).toList());
    }
  }

  @Override
  public List<String> wrong(Typed typed, boolean removing) throws IOException {
    List<String> wrong = new ArrayList<>();
    boolean cut = InterruptedRestore.of(home);
    if (typed.exit() == 0 && (cut || !restored())) {
      wrong.add("it was restored, and is not: " + files(home, ".").keySet());
    }
    if (typed.err().contains("was cut short") != cut) {
      wrong.add(cut ? "it was cut short and does not say so: " + typed.err() : "it says that it was cut short, and was not: " + typed.err());
    }
    if (!cut && former() == restored()) {
      wrong.add("it is neither the former home nor the restored one: " + files(home, ".").keySet());
    }
    if (!removing && !cut && !restored() && !files(home, "run/restore", "restoring").isEmpty()) {
      wrong.add("what it had unpacked is left: " + files(home, ".").keySet());
    }
    if (cut || !restored()) {
      Typed again = cut ? desk.type("backup", "restore") : type();
      if (again.exit() != 0) {
        wrong.add("typed again it fails: " + again.err());
      }
    }
    if (!restored() || InterruptedRestore.of(home)) {
      wrong.add("typed again it does not restore: " + files(home, ".").keySet());
    }
    if (!removing && !names().equals(Set.of("etc", "var"))) {
      wrong.add("something else is left: " + names());
    }
    return wrong;
  }
}
