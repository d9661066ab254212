package dev.reeve.cli.disk;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.file.Folders;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code backup create FILE}: FILE is a whole backup or what was there before, and one more attempt makes it. */
final class SweptCreate implements SweptCommand {

  private static final String OLD = "old";

  private final Path file;
  private final boolean replaces;
  private final Typed.Desk desk;

  private SweptCreate(Path file, boolean replaces, Typed.Desk desk) {
    this.file = file;
    this.replaces = replaces;
    this.desk = desk;
  }

  /** @param home of a kernel that runs; no disk of it fails */
  static SweptCreate into(Path folder, Path home, boolean replaces) throws IOException {
    TestKernel.at(home);
    return new SweptCreate(folder.resolve("kernel.zip"), replaces, new Typed.Desk(home, ReeveCommand::execute));
  }

  @Override
  public String name() {
    return replaces ? "backup create, in place of a file" : "backup create";
  }

  @Override
  public void prepare() throws IOException {
    Folders.remove(file.resolveSibling("kernel.zip.partial"));
    Folders.remove(file);
    if (replaces) {
      Files.writeString(file, OLD);
    }
  }

  @Override
  public Typed type() {
    return replaces ? desk.type("backup", "create", file.toString(), "--force") : desk.type("backup", "create", file.toString());
  }

  private boolean intact() {
    return desk.type("backup", "verify", file.toString()).exit() == 0;
  }

  private boolean asBefore() throws IOException {
    return replaces ? Files.exists(file) && Files.size(file) == OLD.length() : !Files.exists(file);
  }

  @Override
  public List<String> wrong(Typed typed, boolean removing) throws IOException {
    List<String> wrong = new ArrayList<>();
    boolean made = intact();
    if (typed.exit() == 0 && !made) {
      wrong.add("it was made, and is none");
    }
    if (!made && !asBefore()) {
      wrong.add("there is neither a backup nor what was there");
    }
    if (!removing && Files.exists(file.resolveSibling("kernel.zip.partial"))) {
      wrong.add("a part of one is left");
    }
    Typed again = desk.type("backup", "create", file.toString(), "--force");
    if (again.exit() != 0 || !intact()) {
      wrong.add("typed again it fails: " + again.err());
    }
    return wrong;
  }
}
