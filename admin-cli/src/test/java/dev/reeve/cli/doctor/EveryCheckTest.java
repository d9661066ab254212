package dev.reeve.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.testkernel.TestChain;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the home is like, each check tells something, once asked alone, and nothing is changed by it. */
class EveryCheckTest {

  private static final List<String> IDS = Arrays.stream(Check.values()).map(Check::id).toList();

  @TempDir Path folder;

  private Path home() {
    return folder.resolve("h");
  }

  private Typed type(String... words) {
    return new Typed.Desk(home(), ReeveCommand::execute).type(words);
  }

  private Path file(String path, String text, String mode) throws IOException {
    Path file = home().resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file;
  }

  /** Ids of the findings, each once, in order. */
  private static List<String> told(Typed typed) {
    return typed.out().lines().distinct().toList();
  }

  private void whole() throws IOException {
    file("etc/kernel.toml", "config_version = 1\nmode = \"production\"\n", "rw-r-----");
    file("etc/principals/default.toml", "id = \"x\"\ngroups = [\"admin\"]\n", "rw-r-----");
    file("var/keys/audit.key", "secret", "rw-------");
    TestChain chain = TestChain.of(6);
    Files.createDirectories(home().resolve("var/audit"));
    chain.write(home().resolve("var/audit"));
    file("etc/trust/audit.pub", chain.pinned().pem(), "rw-r-----");
    file("run/kernel.lock", "1234567\n", "rw-------");
  }

  /** Nothing in it is as it should be. */
  private void broken() throws IOException {
    file("etc/kernel.toml", "mode = = 3\n", "rw-rw-rw-");
    file("etc/groups.toml", "\0\1\2", "rw-r-----");
    file("etc/approvals.toml", "[tools]\nanswerers = [\"nobody\", 3]\nask = 5\n", "rw-r-----");
    file("etc/principals/eve.toml", "groups = 7\nauth = \"x\"\nenabled = \"no\"\n", "---------");
    file("etc/principals/bob.toml", "groups = [\"gone\", 4]\n[auth]\nuids = [\"x\", 4294967200]\npublic_keys = 4\n", "rw-rw----");
    Files.createDirectories(home().resolve("etc/principals/hidden.toml"));
    Files.createSymbolicLink(home().resolve("etc/principals/link.toml"), home().resolve("nowhere"));
    Files.createSymbolicLink(home().resolve("var"), Files.createDirectories(home().resolve("elsewhere")));
    file("var/audit/0000000000000001.jsonl", "{\"seq\":", "rw-r--r--");
    file("var/keys/audit.key", "", "rw-rw-rw-");
    Files.writeString(home().resolve("var/log"), "a file");
    file("etc/trust/audit.pub", "no key", "rw-r-----");
    file("run/kernel.lock", "not a number", "rw-rw-rw-");
    Files.setPosixFilePermissions(home(), PosixFilePermissions.fromString("rwxrwxrwx"));
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(home().resolve("run/kernel.sock")));
    }
  }

  private void requireWhole(String... options) throws IOException {
    Map<String, String> before = Files.exists(folder) ? HomeTree.of(folder) : Map.of();
    assertThat(told(type(with(options, "doctor", "-o", "name")))).containsExactlyElementsOf(IDS);
    for (String id : IDS) {
      assertThat(told(type(with(options, "doctor", "--check", id, "-o", "name")))).containsExactly(id);
    }
    assertThat(HomeTree.of(folder)).isEqualTo(before);
  }

  private static String[] with(String[] options, String... words) {
    return Stream.concat(Stream.of(words), Stream.of(options)).toArray(String[]::new);
  }

  @Test
  void withoutAHome() throws IOException {
    requireWhole();
    assertThat(home()).doesNotExist();
  }

  @Test
  void withAHomeThatIsAFile() throws IOException {
    Files.writeString(home(), "a file");
    requireWhole();
    assertThat(type("doctor").out()).contains("FAIL     home.folder: " + home() + " is no folder");
  }

  @Test
  void withAWholeHomeAndNoKernel() throws IOException {
    whole();
    requireWhole();
    requireWhole("--fix", "--dry-run");
    assertThat(type("doctor").out())
        .contains("OK       lock.owner: process 1234567, which held it, is gone")
        .contains("SKIPPED  store.integrity: only a kernel can tell, and none answers")
        .contains("OK       policy.files: 2 files can be read")
        .contains("OK       audit.head: head 6:")
        .contains("WARN     approvals.answerers: nobody has a key");
  }

  @Test
  void withABrokenHomeAndNoKernel() throws IOException {
    broken();
    requireWhole();
    requireWhole("--fix", "--dry-run");
    Typed typed = type("doctor");
    assertThat(typed.exit()).isEqualTo(1);
    assertThat(typed.out())
        .contains("FAIL     policy.files: " + home().resolve("etc/kernel.toml") + ": line 1, column 8")
        .contains("FAIL     home.permissions: " + home().resolve("etc/principals/link.toml") + " is a symbolic link")
        .contains("FAIL     home.folder: " + home().resolve("var/log") + " is no folder")
        .contains("FAIL     keys.permissions: " + home().resolve("var/keys/audit.key") + " has mode rw-rw-rw-")
        .contains("WARN     policy.files: " + home().resolve("etc/principals/hidden.toml") + " cannot be read by this user")
        .contains("WARN     policy.dangling: bob is in the group 'gone', which is not there")
        .contains("WARN     policy.dangling: etc/approvals.toml, [tools]: answerer 'nobody' names nobody")
        .contains("user 4294967200 are bob, but this host has no such user")
        .contains("WARN     lock.owner: " + home().resolve("run/kernel.lock") + " names no process")
        .contains("WARN     audit.head: the pinned keys cannot be used")
        .contains("WARN     socket.stale: " + home().resolve("run/kernel.sock") + " was left");
  }

  @Test
  void withAKernel() throws IOException {
    whole();
    try (TestKernel kernel = TestKernel.at(home())) {
      requireWhole();
      kernel.hide();
      requireWhole();
      assertThat(type("doctor").out()).contains("WARN     kernel.answer: it does not tell you of its parts", "SKIPPED  kernel.parts: ");
    }
  }

  @Test
  void withAKernelOnABrokenHome() throws IOException {
    broken();
    Files.delete(home().resolve("run/kernel.sock"));
    try (TestKernel kernel = TestKernel.at(home())) {
      assertThat(kernel.socket()).exists();
      requireWhole();
    }
  }

  @Test
  void whatFixRepairsIsWhatADryRunSaidAndNothingElse() throws IOException {
    broken();
    String would = type("doctor", "--fix", "--dry-run", "-o", "json").out();
    Path key = home().resolve("var/keys/audit.key");
    assertThat(type("doctor", "--fix", "--dry-run").out()).contains("         --fix would: make " + key + " rw-------");
    Map<String, String> before = HomeTree.of(folder);
    String did = type("doctor", "--fix", "-o", "json").out();
    assertThat(repairs(did)).isEqualTo(repairs(would)).isNotEmpty();
    assertThat(did).contains("FIXED");
    assertThat(would).doesNotContain("FIXED");
    Map<String, String> after = HomeTree.of(folder);
    before.keySet().removeAll(after.keySet());
    assertThat(before.keySet()).containsExactly("h/run/kernel.sock");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key))).isEqualTo("rw-------");
    assertThat(Files.readString(key)).isEmpty();
    assertThat(repairs(type("doctor", "--fix", "-o", "json").out())).isEmpty();
  }

  private static List<String> repairs(String json) {
    return json.lines().map(String::strip).filter(line -> line.startsWith("\"repair\": \"") && !line.equals("\"repair\": \"\"")).toList();
  }

  @Test
  void aCheckThatIsNotThereIsAnErrorThatNamesTheNearest() {
    Typed typed = type("doctor", "--check", "clock,home.permisions");
    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.err()).contains("there is no check 'home.permisions'", "'reeve doctor --list'", "did you mean 'home.permissions'?");
    assertThat(type("doctor", "--check", "weather").err()).contains("there is no check 'weather'; 'reeve doctor --list'");
    assertThat(type("doctor", "--check", "").exit()).isEqualTo(2);
    assertThat(type("doctor", "--dry-run").err()).contains("--dry-run is of --fix");
  }

  @Test
  void theListNamesEveryCheckAndLooksAtNone() {
    assertThat(told(type("doctor", "--list", "-o", "name"))).containsExactlyElementsOf(IDS);
    assertThat(type("doctor", "--list", "--check", "clock").out()).contains("LOOKS AT", "clock").doesNotContain("versions");
  }
}
