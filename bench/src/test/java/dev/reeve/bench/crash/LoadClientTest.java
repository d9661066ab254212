package dev.reeve.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.bench.daemon.Connections;
import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class LoadClientTest {

  @Test
  void whatTheKernelAnswersIsNoBrokenConnection() {
    Metadata answered = new Metadata();
    answered.put(Connections.REQUEST_ID_HEADER, "c0-1");
    assertThat(LoadClient.isGone(Status.UNAVAILABLE.asRuntimeException(answered))).isFalse();
    assertThat(LoadClient.isGone(Status.UNKNOWN.asRuntimeException())).isFalse();
    assertThat(LoadClient.isGone(Status.UNAVAILABLE.asRuntimeException())).isTrue();
    assertThat(LoadClient.isGone(Status.UNKNOWN.withCause(new ClosedChannelException()).asRuntimeException())).isTrue();
  }
}
