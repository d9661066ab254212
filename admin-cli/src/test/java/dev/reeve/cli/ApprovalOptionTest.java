package dev.reeve.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.WhoAmIRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The approval that a call carries. */
@NullUnmarked
@Timeout(60)
class ApprovalOptionTest {

  private static final String ID = "0199aaaa-0000-7000-8000-0000000000ff";

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
  void eachCallOfTheCommandCarriesItAndWithoutItNone() {
    assertThat(type("--approval", ID.toUpperCase(java.util.Locale.ROOT), "device", "pair", "--full").exit()).isZero();
    assertThat(kernel.calls()).hasSizeGreaterThan(1).allSatisfy(call -> assertThat(call.approval()).isEqualTo(ID));
    int before = kernel.calls().size();
    assertThat(type("device", "pair", "--full").exit()).isZero();
    assertThat(kernel.calls().subList(before, kernel.calls().size())).isNotEmpty().allSatisfy(call -> assertThat(call.approval()).isNull());
  }

  @Test
  void whatIsNoIdIsAnErrorOfUseAndNothingIsCalled() {
    for (String word : new String[] {"", "1", ID + "0", ID.replace('-', '_'), ID + "\n"}) {
      Typed typed = type("whoami", "--approval", word);
      assertThat(typed.exit()).isEqualTo(2);
      assertThat(typed.err()).contains("is no id of an approval");
    }
    assertThat(kernel.calls()).isEmpty();
  }

  @Test
  void aClientCarriesWhatItWasGivenLast() {
    try (KernelClient client = KernelClient.connect(kernel.socket(), null, Duration.ofSeconds(20))) {
      for (String id : new String[] {"", ID, ""}) {
        client.useApproval(id);
        client.session().whoAmI(WhoAmIRequest.getDefaultInstance());
      }
      assertThatThrownBy(() -> client.useApproval("x")).isInstanceOf(ReeveException.class);
    }
    assertThat(kernel.calls()).extracting(TestKernel.Call::approval).containsExactly(null, ID, null);
  }
}
