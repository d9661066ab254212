package dev.reeve.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.client.KernelClient;
import dev.reeve.client.LoginKey;
import dev.reeve.v1.WhoAmIRequest;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A key that is proved, and everything that can go wrong with it. */
@NullUnmarked
@Timeout(60)
class KeySessionTest {

  private static final Duration BOUND = Duration.ofSeconds(20);

  @TempDir Path home;

  private TestKernel kernel;
  private Path file;
  private LoginKey key;

  @BeforeEach
  void start() throws IOException {
    kernel = TestKernel.at(home);
    file = home.resolve("ada.key");
    key = LoginKey.generate(file);
  }

  @AfterEach
  void stop() {
    kernel.close();
  }

  private Typed type(String... words) {
    return new Typed.Desk(home, ReeveCommand::execute).type(words);
  }

  @Test
  void callsAreThoseOfTheKeysPrincipalWhileTheProofIsOpen() throws Exception {
    try (KernelClient client = KernelClient.connect(kernel.socket(), null, BOUND, key)) {
      assertThat(kernel.sessions().open()).isEqualTo(1);
      assertThat(client.session().whoAmI(WhoAmIRequest.getDefaultInstance()).getPrincipal()).isEqualTo("holder");
    }
    assertThat(type("whoami").out()).containsPattern("PRINCIPAL +nobody").containsPattern("PROOF +unix-peer");
    assertThat(type("--with-key", file.toString(), "whoami").out())
        .containsPattern("PRINCIPAL +holder")
        .containsPattern("KEY +" + key.id())
        .containsPattern("SCOPE +all its principal holds");
  }

  @Test
  void aKeyNobodyHasIsRefusedAndNothingElseIsCalled() {
    kernel.sessions().refuse(key.publicKey());
    Typed typed = type("agent", "list", "--with-key", file.toString());
    assertThat(typed.exit()).isEqualTo(4);
    assertThat(typed.err()).contains("no principal has this key");
    assertThat(kernel.calls()).allSatisfy(call -> assertThat(call.method()).endsWith("/Authenticate"));
  }

  @Test
  void aSessionTheKernelEndsIsKnownToHaveEnded() throws Exception {
    try (KernelClient client = KernelClient.connect(kernel.socket(), null, BOUND, key)) {
      kernel.sessions().endAll("the key was removed");
      client.session().whoAmI(WhoAmIRequest.getDefaultInstance());
      assertThat(client.sessionEnded()).isEqualTo("the key was removed");
    }
  }

  @Test
  void aLostConnectionIsNotMadeAgainWithoutTheProof() throws Exception {
    try (KernelClient client = KernelClient.connect(kernel.socket(), null, BOUND, key)) {
      kernel.close();
      kernel = TestKernel.at(home);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> client.session().whoAmI(WhoAmIRequest.getDefaultInstance())).isInstanceOf(StatusRuntimeException.class);
      }
      assertThat(kernel.calls()).isEmpty();
    }
  }

  @Test
  void withoutAKernelOrAKeyTheErrorSaysWhich() {
    assertThat(type("whoami", "--with-key", home.resolve("none").toString()).err()).contains("there is no key file", "reeve key generate");
    kernel.close();
    Typed typed = type("whoami", "--with-key", file.toString());
    assertThat(typed.exit()).isEqualTo(7);
    assertThat(typed.err()).contains("no kernel answers");
  }
}
