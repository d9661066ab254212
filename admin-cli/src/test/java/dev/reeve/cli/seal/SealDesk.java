package dev.reeve.cli.seal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.testkernel.Typed;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** An author's desk: a folder with keys and capsules, at which lines are typed. No kernel runs there. */
public record SealDesk(Path folder) {

  public static final String MANIFEST = "schema = 1\n[capsule]\nname = \"disk\"\nversion = \"1.0.0\"\napi = \"^1\"\n";

  public Typed type(String... words) {
    return new Typed.Desk(folder, ReeveCommand::execute).type(words);
  }

  /** Types it, and expects that exit code. */
  public Typed type(int exit, String... words) {
    Typed typed = type(words);
    assertThat(typed.exit()).as(String.join(" ", words) + "\n" + typed.out() + typed.err()).isEqualTo(exit);
    assertThat(typed.out() + typed.err()).doesNotContain("Exception", "defect");
    return typed;
  }

  /** The folder of a new key. */
  public Path key(String name, String... more) {
    Path dir = folder.resolve(name);
    String[] words = new String[6 + more.length];
    System.arraycopy(new String[] {"capsule", "keygen", "--key-dir", dir.toString(), "--name", name}, 0, words, 0, 6);
    System.arraycopy(more, 0, words, 6, more.length);
    type(0, words);
    return dir;
  }

  public static String fingerprint(Path key) throws IOException {
    return Files.readString(key.resolve("fingerprint")).strip();
  }

  /** {@code disk-1.0.0.capsule.jar}. */
  public Path capsule() throws IOException {
    return jar("disk-1.0.0.capsule.jar", MANIFEST);
  }

  Path jar(String name, String manifest) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file); ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("acme/Disk.class"));
      zip.write(new byte[1000]);
      zip.putNextEntry(new ZipEntry("capsule.toml"));
      zip.write(manifest.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  /** The same, signed by a key. */
  public Path signed(Path key) throws IOException {
    Path file = capsule();
    type(0, "capsule", "sign", file.toString(), "--key-dir", key.toString());
    return file;
  }

  Typed sign(int exit, Path file, Path key, String... more) {
    String[] words = new String[5 + more.length];
    System.arraycopy(new String[] {"capsule", "sign", file.toString(), "--key-dir", key.toString()}, 0, words, 0, 5);
    System.arraycopy(more, 0, words, 5, more.length);
    return type(exit, words);
  }

  public Typed verify(int exit, Path file, String... more) {
    String[] words = new String[3 + more.length];
    System.arraycopy(new String[] {"capsule", "verify", file.toString()}, 0, words, 0, 3);
    System.arraycopy(more, 0, words, 3, more.length);
    return type(exit, words);
  }
}
