package dev.reeve.bench.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.reeve.v1.AgentDeleteRequest;
import dev.reeve.v1.EffectiveQuota;
import dev.reeve.v1.QuotaGetRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DaemonProcessTest {

  @TempDir Path folder;

  @Test
  @SuppressWarnings("NullAway")
  void itServesTheOperatorWithItsLimitsAndRequestIdsUntilItIsKilled() throws Exception {
    Path home = folder.resolve("kernel");
    FirstOperator.write(home);
    try (DaemonProcess daemon = DaemonProcess.start(home); Connections connections = new Connections()) {
      assertThat(daemon.awaitReady()).isPositive();
      ManagedChannel channel = connections.open(daemon.socket());
      AdminServiceBlockingStub admin = AdminServiceGrpc.newBlockingStub(channel);

      assertThat(admin.quotaGet(QuotaGetRequest.newBuilder().setPrincipal("default").build()).getEffectiveList())
          .filteredOn(quota -> quota.getName().equals("max_in_flight_calls"))
          .extracting(EffectiveQuota::getLimit)
          .containsExactly((long) FirstOperator.MAX_IN_FLIGHT);

      AtomicReference<Metadata> headers = new AtomicReference<>();
      AtomicReference<Metadata> trailers = new AtomicReference<>();
      var unused =
          admin.withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, trailers)).withOption(Connections.REQUEST_ID, "mine-1")
              .agentDelete(AgentDeleteRequest.newBuilder().setPrincipal("nobody").build());
      assertThat(trailers.get().get(Connections.REQUEST_ID_HEADER)).isEqualTo("mine-1");

      assertThat(daemon.cpu()).isGreaterThan(Duration.ZERO);
      daemon.kill();
      assertThat(daemon.alive()).isFalse();
      assertThat(ProcessHandle.of(daemon.pid())).isEmpty();
      assertThat(home.resolve("run/kernel.sock")).exists();
      channel.shutdownNow();
      assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whatItSaidIsToldWhereItDoesNotStart() throws Exception {
    Path home = Files.writeString(folder.resolve("kernel"), "no folder");
    try (DaemonProcess daemon = DaemonProcess.start(home)) {
      assertThatThrownBy(daemon::awaitReady).isInstanceOf(IOException.class).hasMessageContaining("reeved: cannot make the folder");
      assertThat(daemon.said()).contains("reeved: cannot make the folder");
    }
  }

  @Test
  void whatItUnpacksLiesInItsHomeAndNotAmongTemporaryFiles() throws Exception {
    Path home = folder.resolve("kernel");
    try (DaemonProcess daemon = DaemonProcess.start(home)) {
      var unused = daemon.awaitReady();
      assertThat(home.resolve("var/lib")).isDirectoryContaining(file -> file.getFileName().toString().startsWith("sqlite-"));
      assertThat(folder.resolve("tmp")).isDirectoryNotContaining(file -> file.getFileName().toString().startsWith("sqlite-"));
    }
  }
}
