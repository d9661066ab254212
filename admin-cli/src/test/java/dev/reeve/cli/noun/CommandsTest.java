package dev.reeve.cli.noun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each noun against a kernel. */
@NullUnmarked
class CommandsTest {

  @TempDir Path home;

  private TestKernel kernel;

  @BeforeEach
  void start() throws IOException {
    kernel = TestKernel.at(home);
  }

  @AfterEach
  void stop() {
    kernel.close();
  }

  private Typed type(String... words) {
    return new Typed.Desk(home, ReeveCommand::execute).type(words);
  }

  @Test
  void createdPrincipalsAreListedPageByPage() {
    Typed made = type("agent", "create", "bot", "--grant", "fs:read@/a/**,fs:read@/b/**", "--grant", "net:connect@x:1", "--uid", "1000");
    assertThat(made.exit()).isZero();
    assertThat(made.err()).contains("made principal bot", "bot gains fs:read@/a/**");
    assertThat(made.out())
        .containsPattern("GROUPS +agent")
        .containsPattern("GRANTS +fs:read@/a/\\*\\*, fs:read@/b/\\*\\*, net:connect@x:1");
    for (String name : new String[] {"b2", "b3", "b4"}) {
      assertThat(type("agent", "create", name, "-q").err()).isEmpty();
    }
    assertThat(type("agent", "list", "-o", "name").out()).isEqualTo("b2\nb3\nb4\nbot\ndefault\n");
    assertThat(type("agent", "list", "-o", "name", "--limit", "3").out()).isEqualTo("b2\nb3\nb4\n");
    assertThat(type("agent", "list", "--limit", "0").exit()).isEqualTo(2);
  }

  @Test
  void aDryRunSaysWhatWouldChangeAndChangesNothing() {
    assertThat(type("agent", "create", "bot", "--dry-run").err()).contains("would make principal bot");
    Typed show = type("agent", "show", "bot");
    assertThat(show.exit()).isEqualTo(3);
    assertThat(show.err()).contains("no principal named 'bot'", "remedy: list what there is and check the name");
  }

  @Test
  void anAgentIsShownWithItsManifestOnceItHasOne() throws IOException {
    type("agent", "create", "bot");
    assertThat(type("agent", "show", "bot", "-o", "json").out()).contains("\"principal\": {", "\"agent\": null");
    Path manifest = Files.writeString(home.resolve("agent.yaml"), "metadata:\n  name: bot\n");
    assertThat(type("agent", "deploy", manifest.toString(), "--agent", "other").err()).contains("field agent: equals metadata.name");
    assertThat(type("agent", "deploy", manifest.toString()).err()).isEqualTo("deployed bot 1.0.0\n");
    assertThat(type("agent", "deploy", manifest.toString()).err()).isEqualTo("already deployed: bot 1.0.0\n");
    assertThat(type("agent", "show", "bot").out()).containsPattern("VERSION +1\\.0\\.0");
    assertThat(type("agent", "list").out()).containsPattern("bot +enabled +agent +- +1\\.0\\.0 +org +active +0");
  }

  @Test
  void aManifestThatIsMissingTooLongOrNotTextIsRefusedHere() throws IOException {
    assertThat(type("agent", "deploy", home.resolve("none.yaml").toString()).err()).contains("there is no file");
    Path large = Files.writeString(home.resolve("large.yaml"), "#".repeat((1 << 20) + 1));
    assertThat(type("agent", "deploy", large.toString()).err()).contains("longer than 1048576 bytes");
    Path binary = Files.write(home.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe});
    Typed typed = type("agent", "deploy", binary.toString());
    assertThat(typed.err()).contains("is not UTF-8 text");
    assertThat(typed.exit()).isEqualTo(2);
    assertThat(kernel.calls()).isEmpty();
  }

  @Test
  void capabilitiesAreCheckedByExitCode() {
    assertThat(type("caps", "check", "default", "fs:read", "--resource", "/etc").exit()).isZero();
    Typed denied = type("caps", "explain", "bot", "fs:read@/etc");
    assertThat(denied.exit()).isEqualTo(4);
    assertThat(denied.err()).isEmpty();
    assertThat(denied.out()).containsPattern("ALLOWED +no").contains("1. no revoke matches fs:read@/etc\n", "2. no grant matches\n");
    assertThat(type("caps", "check", "bot", "fs:read@/etc", "--resource", "/etc").err()).contains("the resource is given twice");
  }

  @Test
  void toolsAreCalledWithTextFilesAndStandardInput() throws IOException {
    Path file = Files.writeString(home.resolve("in.json"), "{\"from\":\"file\"}");
    assertThat(type("tool", "call", "test/echo").out()).isEqualTo("{}\n");
    assertThat(type("tool", "call", "test/echo", "--input", "{\"a\":1}").out()).isEqualTo("{\"a\":1}\n");
    assertThat(type("tool", "call", "test/echo", "--input", "@" + file).out()).isEqualTo("{\"from\":\"file\"}\n");
    Typed.Desk desk = new Typed.Desk(home, ReeveCommand::execute);
    assertThat(desk.typeWithInput("{\"from\":\"stdin\"}", "tool", "call", "test/echo", "--input", "-").out()).contains("stdin");
    Typed forbidden = desk.typeWithInput("{}", "tool", "call", "test/echo", "--input", "-", "--no-input");
    assertThat(forbidden.exit()).isEqualTo(2);
    assertThat(forbidden.err()).contains("--no-input forbids");
    assertThat(type("tool", "list").out()).contains("answers\\tits\\ninput");
  }

  @Test
  void wordsAfterACommandsNameAreItsOwn() {
    assertThat(type("x", "say", "one", "--as", "two", "-o", "json").out()).isEqualTo("one\n--as\ntwo\n-o\njson\n");
    assertThat(kernel.calls().getLast().principal()).isNull();
    assertThat(type("--as", "ops", "x", "say", "hi").out()).isEqualTo("hi\n");
    assertThat(kernel.calls().getLast().principal()).isEqualTo("ops");
    assertThat(type("x", "nothing").exit()).isEqualTo(3);
  }

  @Test
  void auditRecordsAreTailedWithinBounds() {
    assertThat(type("audit", "tail", "-n", "3", "-o", "name").out()).isEqualTo("28\n29\n30\n");
    assertThat(type("audit", "tail").out().lines()).hasSize(21);
    assertThat(type("audit", "tail", "-n", "0").exit()).isEqualTo(2);
    assertThat(type("audit", "verify").out()).containsPattern("CHAIN +intact").containsPattern("RECORDS +1 to 30");
  }

  @Test
  void aFolderThatIsNoChainIsUnreadableAndAKeyNeedsAFolder() {
    Typed typed = type("audit", "verify", home.toString());
    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.err()).contains("this cannot be verified: " + home + ": no audit segments here");
    assertThat(type("audit", "verify", "--key", "/x").err()).contains("--key goes with DIR or FILE");
    assertThat(type("audit", "verify", home.toString(), "--key", home.resolve("no.pub").toString()).exit()).isEqualTo(2);
  }

  @Test
  void theStatusShowsWhoWeAreAndWhatConfinesRuns() {
    Typed typed = type("status");
    assertThat(typed.out())
        .containsPattern("STATE +READY")
        .containsPattern("PRINCIPAL +default")
        .containsPattern("landlock +yes +interface 6");
    assertThat(type("daemon", "status", "-o", "json").out()).contains("\"state\": \"READY\"", "\"sandboxTiers\": [{");
  }
}
