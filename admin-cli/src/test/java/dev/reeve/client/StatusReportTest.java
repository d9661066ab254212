package dev.reeve.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import dev.reeve.v1.ErrorCode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatusReportTest {

  private static final Path SOCKET = Path.of("/nowhere/kernel.sock");

  private static StatusRuntimeException refusal(String reason, String domain, Status.Code code) {
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .setMessage("because")
            .addDetails(Any.pack(ErrorInfo.newBuilder().setReason(reason).setDomain(domain).putMetadata("run", "r1").build()))
            .build());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"ERROR_CODE_UNSPECIFIED", "UNRECOGNIZED"})
  void everyErrorOfTheContractHasItsOwnExitCodeAndRemedy(ErrorCode error) {
    String reason = error.name().substring("ERROR_CODE_".length());
    ErrorRegistry.Entry entry = ErrorRegistry.byReason(reason).orElseThrow();
    ErrorReport report = StatusReport.of(refusal(reason, "reeve.dev", Status.Code.valueOf(entry.spec().getGrpc())), SOCKET, "id");
    assertThat(report.reason()).isEqualTo(reason);
    assertThat(report.exit()).isEqualTo(entry.spec().getExit()).isPositive();
    assertThat(report.remedy()).isEqualTo(entry.spec().getRemedy().replace("run show'", "run show r1'")).isNotEmpty();
    assertThat(report.message()).isEqualTo("because");
    assertThat(report.details()).containsEntry("run", "r1");
    assertThat(report.requestId()).isEqualTo("id");
  }

  @Test
  void theRemedyOfARefusedRunNamesTheRun() {
    ErrorReport report = StatusReport.of(refusal("RUN_REFUSED", "reeve.dev", Status.Code.FAILED_PRECONDITION), SOCKET, "");
    assertThat(report.remedy()).startsWith("see 'reeve run show r1'");
  }

  @Test
  void anUnknownReasonFallsBackToItsGrpcCode() {
    ErrorReport report = StatusReport.of(refusal("NEWER_THAN_US", "reeve.dev", Status.Code.NOT_FOUND), SOCKET, "");
    assertThat(report.reason()).isEqualTo("NEWER_THAN_US");
    assertThat(report.exit()).isEqualTo(3);
  }

  @Test
  void aReasonOfAnotherDomainIsNotOurs() {
    ErrorReport report = StatusReport.of(refusal("RUN_REFUSED", "example.org", Status.Code.INTERNAL), SOCKET, "");
    assertThat(report.reason()).isEqualTo("INTERNAL");
    assertThat(report.exit()).isEqualTo(1);
    assertThat(report.details()).isEmpty();
  }

  @Test
  void refusedFieldsAreKept() {
    StatusRuntimeException failure =
        StatusProto.toStatusRuntimeException(
            com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.INVALID_ARGUMENT.value())
                .addDetails(
                    Any.pack(
                        BadRequest.newBuilder()
                            .addFieldViolations(BadRequest.FieldViolation.newBuilder().setField("name").setDescription("is short"))
                            .build()))
                .build());
    assertThat(StatusReport.of(failure, SOCKET, "").fields()).containsExactly(new ErrorReport.Field("name", "is short"));
  }

  @Test
  void anUnavailableTransportIsNoKernelButAnUnavailableKernelIsItsOwnError() {
    assertThat(StatusReport.of(Status.UNAVAILABLE.asRuntimeException(), SOCKET, "").exit()).isEqualTo(7);
    assertThat(StatusReport.of(refusal("UNAVAILABLE", "reeve.dev", Status.Code.UNAVAILABLE), SOCKET, "").exit()).isEqualTo(7);
  }

  @Test
  void theDeadlineOfThisSideSaysHowToGetMoreTime() {
    ErrorReport report = StatusReport.of(Status.DEADLINE_EXCEEDED.asRuntimeException(), SOCKET, "id");
    assertThat(report.exit()).isEqualTo(9);
    assertThat(report.remedy()).contains("--timeout");
  }

  @Test
  void aReachedLimitAndWhenToTryAgainAreToldInWords() {
    StatusRuntimeException failure =
        StatusProto.toStatusRuntimeException(
            com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.RESOURCE_EXHAUSTED.value())
                .setMessage("too many calls at once")
                .addDetails(Any.pack(ErrorInfo.newBuilder().setReason("RESOURCE_EXHAUSTED").setDomain("reeve.dev").build()))
                .addDetails(
                    Any.pack(
                        QuotaFailure.newBuilder()
                            .addViolations(QuotaFailure.Violation.newBuilder().setSubject("max_in_flight_calls")
                                .setDescription("4 of 4 are in use"))
                            .build()))
                .addDetails(Any.pack(RetryInfo.newBuilder().setRetryDelay(Duration.newBuilder().setSeconds(2).setNanos(1)).build()))
                .build());
    ErrorReport report = StatusReport.of(failure, SOCKET, "");
    assertThat(report.message()).isEqualTo("too many calls at once; max_in_flight_calls: 4 of 4 are in use");
    assertThat(report.remedy()).isEqualTo("try again in 3 s; or use less, wait, or have the limit raised");
    assertThat(report.exit()).isEqualTo(6);
  }
}
