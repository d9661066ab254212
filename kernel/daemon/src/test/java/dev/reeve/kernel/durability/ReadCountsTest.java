package dev.reeve.kernel.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.kernel.audit.AuditFilter;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.boot.KernelHome;
import dev.reeve.kernel.edge.Client;
import dev.reeve.kernel.edge.LiveKernel;
import dev.reeve.kernel.store.DiskReserve;
import dev.reeve.kernel.store.KernelClock;
import dev.reeve.kernel.store.Store;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.SessionServiceGrpc;
import dev.reeve.v1.WhoAmIRequest;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ReadCountsTest {

  @TempDir Path folder;

  @Test
  void ordinaryReadsBecomeOneCountedRecordPerPrincipalAndMethod() throws Exception {
    try (LiveKernel live = LiveKernel.startAsIs(folder); Operator operator = new Operator(live.socket())) {
      for (int i = 0; i < 25; i++) {
        operator.admin().agentList(AgentListRequest.getDefaultInstance());
      }
      operator.kernel().getStatus(GetStatusRequest.getDefaultInstance());
    }
    KernelHome home = KernelHome.inTree(folder);
    try (Store store = Store.open(home.database());
        AuditLog log =
            AuditLog.open(
                new AuditLog.Files(home.audit(), home.keys().resolve("audit.key"), home.auditPublicKey()), AuditLog.Settings.DEFAULT, store,
                new KernelClock(Clock.systemUTC()), DiskReserve.none())) {
      List<String> counted =
          log.list(new AuditFilter("default", "reeve.reads", "", "", null, null, true, "event", ""), 0, 100).stream()
              .map(record -> record.target() + " " + Objects.requireNonNull(record.outcome()).summary())
              .toList();
      long lists =
          counted.stream()
              .filter(line -> line.startsWith("reeve.v1.AdminService/AgentList "))
              .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1, line.lastIndexOf(' '))))
              .sum();
      assertThat(lists).as("a minute may have ended meanwhile: " + counted).isEqualTo(25);
      assertThat(counted).anyMatch(line -> line.equals("reeve.v1.KernelService/GetStatus 1 read"));
    }
  }

  @Test
  void whoAsksToBeSomebodyTheyAreNotIsRecorded() throws Exception {
    try (LiveKernel live = LiveKernel.startAsIs(folder); Operator operator = new Operator(live.socket()); Client client = new Client(live.socket())) {
      assertThatThrownBy(() -> SessionServiceGrpc.newBlockingStub(client.as("somebody")).whoAmI(WhoAmIRequest.getDefaultInstance()))
          .isInstanceOf(StatusRuntimeException.class);
      assertThat(operator.records(dev.reeve.v1.AuditFilter.newBuilder().setTarget("somebody").setPrincipal("anonymous").build())).hasSize(1);
    }
  }
}
