package dev.reeve.cli.approval;

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
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The approval that a call carries. */
@Timeout(60)
class ApprovalOptionTest {

  private static final String ID = "0199aaaa-0000-7000-8000-0000000000ff";

  @TempDir Path home;

  @Test
  void eachCallOfTheCommandCarriesItAndWithoutItNone() throws IOException {
    try (ApprovalDesk desk = new ApprovalDesk(home)) {
      assertThat(desk.type("--approval", ID.toUpperCase(Locale.ROOT), "device", "pair", "--full").exit()).isZero();
      List<TestKernel.Call> with = desk.kernel.calls();
      assertThat(with).hasSizeGreaterThan(1).allSatisfy(call -> assertThat(call.approval()).isEqualTo(ID));
      assertThat(desk.type("device", "pair", "--full").exit()).isZero();
      List<TestKernel.Call> without = desk.kernel.calls().subList(with.size(), desk.kernel.calls().size());
      assertThat(without).isNotEmpty().allSatisfy(call -> assertThat(call.approval()).isNull());
    }
  }

  @Test
  void whatIsNoIdIsAnErrorOfUseAndNothingIsCalled() throws IOException {
    try (ApprovalDesk desk = new ApprovalDesk(home)) {
      for (String word : new String[] {"", "1", ID + "0", ID.replace('-', '_'), ID + "\n", ID + ",", ID + ", " + ID}) {
        Typed typed = desk.type("whoami", "--approval", word);
        assertThat(typed.exit()).isEqualTo(2);
        assertThat(typed.err()).contains("is no id of an approval");
      }
      assertThat(desk.type("whoami", "--approval", (ID + ",").repeat(8) + ID).err()).contains("more than 8 approvals");
      assertThat(desk.kernel.calls()).isEmpty();
    }
  }

  @Test
  void aClientCarriesWhatItWasGivenLast() throws IOException {
    try (ApprovalDesk desk = new ApprovalDesk(home);
        KernelClient client = KernelClient.connect(desk.kernel.socket(), null, Duration.ofSeconds(20))) {
      for (String id : new String[] {"", ID, ""}) {
        client.useApproval(id);
        client.session().whoAmI(WhoAmIRequest.getDefaultInstance());
      }
      assertThatThrownBy(() -> client.useApproval("x")).isInstanceOf(ReeveException.class);
      assertThat(desk.kernel.calls()).extracting(TestKernel.Call::approval).containsExactly(null, ID, null);
    }
  }
}
