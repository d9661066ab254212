package dev.reeve.cli.astrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.testkernel.Typed;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class HomeReaderTest {

  @TempDir Path home;
  private Path profiles = Path.of("");
  private final Notes notes = new Notes();

  @BeforeEach
  void layOut() throws IOException {
    profiles = Files.createDirectories(home.resolve("etc/profiles"));
    Files.writeString(home.resolve("etc/layout-version"), "1\n");
  }

  private AstridHome read() {
    return HomeReader.read(home, notes);
  }

  private List<String> refused() {
    return notes.all().stream().filter(Note::refused).map(note -> note.about() + " " + note.words()).toList();
  }

  @Test
  void everyFileThatCannotBeReadIsToldAndTheRestIsRead() throws IOException {
    Path outside = Files.writeString(home.resolve("outside.toml"), "groups = [\"admin\"]\n");
    Files.createSymbolicLink(profiles.resolve("link.toml"), outside);
    Files.createDirectory(profiles.resolve("folder.toml"));
    Files.write(profiles.resolve("latin.toml"), new byte[] {'#', (byte) 0xe4, '\n'});
    Files.writeString(profiles.resolve("mark.toml"), "\ufeffenabled = true\n");
    Files.writeString(profiles.resolve("good.toml"), "groups = [\"agent\"]\n");
    try (RandomAccessFile sparse = new RandomAccessFile(profiles.resolve("large.toml").toFile(), "rw")) {
      sparse.setLength(100L << 20);
    }
    assertThat(read().profiles()).extracting(AstridHome.Profile::name).containsExactly("good");
    assertThat(refused()).contains(
        "file etc/profiles/folder.toml is no regular file",
        "file etc/profiles/large.toml is larger than 1048576 bytes",
        "file etc/profiles/latin.toml is not UTF-8 text",
        "file etc/profiles/link.toml is a symbolic link; links are not followed").hasSize(5);
    assertThat(refused()).anyMatch(line -> line.startsWith("file etc/profiles/mark.toml"));
  }

  @Test
  void aFolderBehindALinkIsNotRead() throws IOException {
    Path elsewhere = Files.createDirectories(home.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("eve.toml"), "groups = [\"admin\"]\n");
    Files.delete(profiles);
    Files.createSymbolicLink(profiles, elsewhere);
    assertThat(read().profiles()).isEmpty();
    assertThat(refused()).containsExactly("file etc/profiles is no folder; links are not followed");
  }

  @Test
  void aFolderThatIsNoHomeIsRefused() throws IOException {
    assertThatThrownBy(() -> HomeReader.read(home.resolve("etc"), notes)).hasMessageEndingWith("is no home of Astrid: it holds no folder etc");
    Files.writeString(home.resolve("etc/layout-version"), "3\n");
    assertThatThrownBy(this::read).hasMessage("etc/layout-version says '3'; this reads 1 and 2");
    Files.delete(home.resolve("etc/layout-version"));
    Files.createSymbolicLink(home.resolve("etc/layout-version"), home.resolve("etc/profiles"));
    assertThatThrownBy(this::read).hasMessage("etc/layout-version is a symbolic link; links are not followed");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      1 | capsules = ["shell"]                       | unknown key capsules
      1 | quotas.max_in_flight_calls = 1             | unknown key quotas.max_in_flight_calls
      1 | network.capsule_egress = {}                | unknown key network.capsule_egress
      1 | auth.public_keys = [{pubkey = ""}]         | line 1: auth.public_keys holds something that is no key such as \
      'ed25519:' with 64 hexadecimal digits
      1 | auth.spare = 1                             | unknown key auth.spare
      1 | groups = ["a b"]                           | line 1: groups holds 'a b', which has a character that is not one of A-Z, \
      a-z, 0-9, '_', '-'
      1 | process.allow = [""]                       | line 1: process.allow holds '', which is empty, longer than 1024 characters or \
      has control characters
      1 | enabled = 1                                | line 1: enabled is not true or false
      1 | auth = 1                                   | line 1: auth is not a table
      2 | capsules = ["Shell"]                       | line 1: capsules holds 'Shell', which is no capsule's id
      2 | quotas.max_in_flight_calls = 65            | line 1: quotas.max_in_flight_calls is 65; allowed there: 1 to 64
      2 | profile_version = 2                        | line 1: profile_version is 2: newer than the 1 this can read
      """)
  void aProfileThatIsWrongThereIsRefused(String layout, String text, String problem) throws IOException {
    Files.writeString(home.resolve("etc/layout-version"), layout);
    Files.writeString(profiles.resolve("bob.toml"), text);
    assertThat(read().profiles()).isEmpty();
    assertThat(refused()).containsExactly("file etc/profiles/bob.toml " + problem);
  }

  @Test
  void aKeyWhoseLimitsAreNotSaidIsRefused() throws IOException {
    Files.writeString(home.resolve("etc/layout-version"), "2");
    String key = "pubkey = \"" + "0f".repeat(32) + "\"";
    for (String scope : List.of("", ", scope = {type = \"use-only\"}", ", scope = {type = \"full\", deny = [\"self:*\"]}")) {
      Files.writeString(profiles.resolve("bob.toml"), "auth.public_keys = [{" + key + scope + "}]\n");
      assertThat(read().profiles()).isEmpty();
    }
    assertThat(refused()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, true", "86400, true", "86401, false"})
  void limitsHaveTheBoundsTheyHaveThere(long timeout, boolean accepted) throws IOException {
    Files.writeString(profiles.resolve("bob.toml"), "quotas.max_timeout_secs = " + timeout + "\n");
    assertThat(read().profiles().isEmpty()).isEqualTo(!accepted || timeout == 0);
  }

  @Test
  void capabilitiesHaveTheLengthTheyHaveThere() {
    assertThat(Grammar.wrongCapability("a".repeat(256))).isEmpty();
    assertThat(Grammar.wrongCapability("a".repeat(257))).contains("has 257 characters; at most 256 are allowed");
    assertThat(Grammar.wrongCapability("a:*:c")).isEmpty();
    assertThat(Grammar.wrongCapability("net:connect@a.example")).isNotEmpty();
    assertThat(Grammar.wrongNameThere("x".repeat(64))).isEmpty();
    assertThat(Grammar.wrongNameThere("x".repeat(65))).contains("has 65 characters; wanted: 1 to 64");
    assertThat(Grammar.wrongNameThere("ä")).isNotEmpty();
  }

  @Test
  void aDryRunNeedsNoKernelAndTouchesNothing() throws Exception {
    Path example = Examples.home("new");
    FileTime before = Files.getLastModifiedTime(example.resolve("etc/profiles"));
    Typed typed = new Typed.Desk(home, ReeveCommand::execute).type("import", "astrid", example.toString(), "--dry-run");
    assertThat(typed.exit()).isEqualTo(1);
    assertThat(typed.out()).contains("ABOUT", "OUTCOME", "WHAT", "profile ci-bot", "no such limit here");
    assertThat(typed.err()).contains("would ask for 1 groups and 2 principals", "1 refused:", "profile alice: key 278117fc144c7234…");
    assertThat(Files.getLastModifiedTime(example.resolve("etc/profiles"))).isEqualTo(before);
    Typed json = new Typed.Desk(home, ReeveCommand::execute)
        .type("import", "astrid", example.toString(), "--dry-run", "-o", "jsonl", "--quiet");
    assertThat(json.out().lines().filter(line -> line.equals(
        "{\"schemaVersion\":1,\"about\":\"profile ci-bot\",\"outcome\":\"kept\",\"what\":\"grant 'self:capsule:list'\"}"))).hasSize(1);
    assertThat(json.err()).isEmpty();
  }

  @Test
  void wordsThatMeanNoUserAreRefused() {
    for (String user : List.of("bob", "bob=", "=1", "bob=-1", "bob=x", "bob=4294967295")) {
      Typed typed = new Typed.Desk(home, ReeveCommand::execute).type("import", "astrid", home.toString(), "--user", user);
      assertThat(typed.exit()).as(user).isEqualTo(2);
      assertThat(typed.err()).contains("is not NAME=UID");
    }
  }

  @Test
  void aMissingKernelIsToldAndTheReportStillPrinted() throws IOException {
    Files.writeString(profiles.resolve("bob.toml"), "groups = [\"agent\"]\n");
    Typed typed = new Typed.Desk(home, ReeveCommand::execute).type("import", "astrid", home.toString());
    assertThat(typed.exit()).isEqualTo(7);
    assertThat(typed.out()).contains("profile bob", "group 'agent'");
  }
}
