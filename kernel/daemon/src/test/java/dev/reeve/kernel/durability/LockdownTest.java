package dev.reeve.kernel.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.edge.LiveKernel;
import dev.reeve.v1.AgentDisableRequest;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.AuditFilter;
import dev.reeve.v1.CapsRevokeRequest;
import dev.reeve.v1.ErrorCode;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.LockdownRequest;
import dev.reeve.v1.LockdownResponse;
import dev.reeve.v1.PruneAuditRequest;
import dev.reeve.v1.StartRunRequest;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LockdownTest {

  @TempDir Path folder;

  private static ErrorCode refused(Runnable call) throws Exception {
    return Operator.code(catchThrowableOfType(StatusRuntimeException.class, call::run));
  }

  @Test
  void nothingIsStartedOrChangedButWhatStopsAndReadingGoesOn() throws Exception {
    try (LiveKernel live = LiveKernel.startAsIs(folder); Operator operator = new Operator(live.socket())) {
      operator.create("ada");
      assertThat(operator.lockdown(true)).isTrue();
      assertThat(operator.lockdown(true)).as("it was on").isFalse();
      assertThat(refused(() -> operator.create("bob"))).isEqualTo(ErrorCode.ERROR_CODE_LOCKED_DOWN);
      assertThat(refused(() -> operator.grant("ada", "run:read"))).isEqualTo(ErrorCode.ERROR_CODE_LOCKED_DOWN);
      assertThat(refused(() -> operator.invite("x"))).isEqualTo(ErrorCode.ERROR_CODE_LOCKED_DOWN);
      assertThat(refused(() -> operator.runs().start(StartRunRequest.newBuilder().setAgent("ada").build()))).isEqualTo(ErrorCode.ERROR_CODE_LOCKED_DOWN);
      StatusRuntimeException words = catchThrowableOfType(StatusRuntimeException.class, () -> operator.create("bob"));
      assertThat(words.getStatus().getDescription()).contains("a lockdown is on since", "a test");

      assertThat(operator.admin().agentList(AgentListRequest.getDefaultInstance()).getPrincipalsList()).hasSize(2);
      assertThat(operator.kernel().getStatus(GetStatusRequest.getDefaultInstance()).getLockdown().getBy()).isEqualTo("default");
      assertThat(operator.admin().capsRevoke(CapsRevokeRequest.newBuilder().setPrincipal("ada").addCapabilities("self:*").build()).getChanged()).isTrue();
      assertThat(operator.admin().agentDisable(AgentDisableRequest.newBuilder().setPrincipal("ada").build()).getChanged()).isTrue();
      assertThat(operator.audit().prune(PruneAuditRequest.newBuilder().setBefore(1).build()).getChanged()).isFalse();
      assertThat(operator.intact()).isTrue();

      assertThat(operator.records(AuditFilter.newBuilder().setCode("LOCKED_DOWN").setMethod("AgentCreate").build()))
          .as("what was refused is on record")
          .hasSize(2);
      assertThat(operator.lockdown(false)).isTrue();
      assertThat(operator.create("bob")).isTrue();
      assertThat(operator.kernel().getStatus(GetStatusRequest.getDefaultInstance()).hasLockdown()).isFalse();
    }
  }

  @Test
  void itOutlivesARestart() throws Exception {
    try (LiveKernel live = LiveKernel.startAsIs(folder); Operator operator = new Operator(live.socket())) {
      operator.lockdown(true);
    }
    try (LiveKernel live = LiveKernel.startAsIs(folder); Operator operator = new Operator(live.socket())) {
      assertThat(refused(() -> operator.create("bob"))).isEqualTo(ErrorCode.ERROR_CODE_LOCKED_DOWN);
      assertThat(operator.lockdown(false)).isTrue();
    }
    try (LiveKernel live = LiveKernel.startAsIs(folder); Operator operator = new Operator(live.socket())) {
      assertThat(operator.create("bob")).isTrue();
    }
  }

  @Test
  void anEndlessReasonIsRefusedAndChangesNothing() throws Exception {
    try (LiveKernel live = LiveKernel.startAsIs(folder); Operator operator = new Operator(live.socket())) {
      LockdownRequest endless = LockdownRequest.newBuilder().setOn(true).setReason("x".repeat(257)).build();
      assertThat(refused(() -> operator.kernel().lockdown(endless))).isEqualTo(ErrorCode.ERROR_CODE_INVALID_ARGUMENT);
      LockdownResponse off = operator.kernel().lockdown(LockdownRequest.getDefaultInstance());
      assertThat(off.getChanged()).isFalse();
      assertThat(off.hasState()).isFalse();
    }
  }
}
