package dev.reeve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.call.TypedInput;
import dev.reeve.cli.output.Format;
import dev.reeve.cli.testkernel.Shape;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.client.LoginKey;
import dev.reeve.client.PublicKeyWord;
import dev.reeve.client.RealAgent;
import dev.reeve.v1.AuthenticateRequest;
import dev.reeve.v1.InviteRedeemRequest;
import dev.reeve.v1.KeyAddRequest;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys of a real ssh-agent that are proved to a kernel. */
@NullUnmarked
@Timeout(60)
class AgentSessionTest {

  @TempDir Path home;

  private TestKernel kernel;
  private RealAgent agent;

  @BeforeEach
  void start() throws Exception {
    kernel = TestKernel.at(home);
    agent = new RealAgent(home);
  }

  @AfterEach
  void stop() {
    agent.close();
    kernel.close();
  }

  private Typed type(Map<String, String> variables, String... words) {
    return new Typed.Desk(home, ReeveCommand::execute).typeWithin("token\n", variables, TypedInput.NONE, words);
  }

  private Typed type(String... words) {
    return type(Map.of("SSH_AUTH_SOCK", agent.socket()), words);
  }

  private String proved() {
    return kernel.requests().reversed().stream()
        .filter(AuthenticateRequest.class::isInstance)
        .map(AuthenticateRequest.class::cast)
        .filter(AuthenticateRequest::hasHello)
        .findFirst()
        .orElseThrow()
        .getHello()
        .getPublicKey();
  }

  @Test
  void theKernelTakesWhatTheAgentSigns() throws Exception {
    Path file = agent.add("ada", "ed25519");
    assertThat(type("--with-key", "agent", "whoami").out()).containsPattern("PRINCIPAL +holder").containsPattern("PROOF +key");
    assertThat(proved()).isEqualTo(PublicKeyWord.read(file + ".pub"));
  }

  @Test
  void theEnvironmentNamesAKeyAndTheOptionWins() throws Exception {
    String first = PublicKeyWord.read(agent.add("first", "ed25519") + ".pub");
    agent.add("second", "ed25519");
    Map<String, String> environment = Map.of("SSH_AUTH_SOCK", agent.socket(), "REEVE_KEY", "agent:" + PublicKeyWord.id(first));
    assertThat(type(environment, "whoami").out()).containsPattern("PRINCIPAL +holder");
    assertThat(proved()).isEqualTo(first);
    Path file = home.resolve("file.key");
    LoginKey third = LoginKey.generate(file);
    assertThat(type(environment, "whoami", "--with-key", file.toString()).out()).containsPattern("PRINCIPAL +holder");
    assertThat(proved()).isEqualTo(third.publicKey());
    Typed several = type(environment, "whoami", "--with-key", "agent");
    assertThat(several.exit()).isEqualTo(2);
    assertThat(several.err()).contains("ssh-agent has several Ed25519 keys: " + PublicKeyWord.id(first));
  }

  @Test
  void withoutAnAgentNoKernelIsAsked() {
    Typed typed = type(Map.of(), "whoami", "--with-key", "agent");
    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.err()).contains("SSH_AUTH_SOCK is not set");
    assertThat(kernel.calls()).isEmpty();
  }

  @Test
  void theAgentsKeysAreListed() throws Exception {
    String key = PublicKeyWord.read(agent.add("ada", "ed25519") + ".pub");
    agent.add("other", "rsa");
    assertThat(type("key", "agent").out()).containsPattern("KEY +FINGERPRINT +COMMENT").containsPattern(PublicKeyWord.id(key) + " +SHA256:.{43} +ada")
        .doesNotContain("other");
    assertThat(type("key", "agent", "-o", "name").out()).isEqualTo(PublicKeyWord.id(key) + "\n");
    for (Format format : Format.values()) {
      Typed typed = type("key", "agent", "-o", format.name());
      assertThat(typed.exit()).as(typed.err()).isZero();
      Shape.hold(format, typed.out(), false);
    }
    assertThat(type("key", "agent", "-o", "json").out()).contains("\"publicKey\": \"" + key + "\"", "\"comment\": \"ada\"");
  }

  @Test
  void aPublicKeyOfOpenSshIsAddedAndTheAgentRedeemsATokenWithIt() throws Exception {
    Path file = agent.add("ada", "ed25519");
    type("key", "add", "ada", "--key", file + ".pub", "--full");
    assertThat(kernel.last(KeyAddRequest.class).getPublicKey()).isEqualTo(PublicKeyWord.read(file + ".pub"));
    assertThat(type("invite", "redeem", "ada", "--key", "agent").exit()).isZero();
    assertThat(kernel.last(InviteRedeemRequest.class).getPublicKey()).isEqualTo(PublicKeyWord.read(file + ".pub"));
  }
}
