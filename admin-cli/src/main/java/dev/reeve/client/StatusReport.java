package dev.reeve.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import dev.reeve.v1.ApprovalRequired;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From the status of a call to an {@link ErrorReport}: the kernel's own reason where it gave one, else what the transport met. */
public final class StatusReport {

  /** Domain of every reason the kernel gives. */
  public static final String DOMAIN = "reeve.dev";

  private StatusReport() {}

  /** The report of a failed call on {@code socket}; never throws. */
  public static ErrorReport of(StatusRuntimeException failure, Path socket, String requestId) {
    List<ErrorReport.Field> fields = new ArrayList<>();
    Map<String, String> details = new HashMap<>();
    List<String> waits = new ArrayList<>();
    List<String> exhausted = new ArrayList<>();
    ErrorInfo info = null;
    com.google.rpc.Status status = StatusProto.fromThrowable(failure);
    if (status != null) {
      for (Any detail : status.getDetailsList()) {
        ErrorInfo found = unpack(detail, ErrorInfo.class);
        if (found != null && found.getDomain().equals(DOMAIN)) {
          info = found;
          details.putAll(found.getMetadataMap());
        }
        BadRequest bad = unpack(detail, BadRequest.class);
        if (bad != null) {
          bad.getFieldViolationsList().forEach(v -> fields.add(new ErrorReport.Field(v.getField(), v.getDescription())));
        }
        QuotaFailure quota = unpack(detail, QuotaFailure.class);
        if (quota != null) {
          quota.getViolationsList().forEach(v -> exhausted.add(words(v)));
        }
        RetryInfo retry = unpack(detail, RetryInfo.class);
        if (retry != null && retry.hasRetryDelay()) {
          waits.add(wait(retry.getRetryDelay()));
        }
      }
    }
    Status.Code code = failure.getStatus().getCode();
    String message = Optional.ofNullable(failure.getStatus().getDescription()).orElse("the call failed with " + code);
    for (String limit : exhausted) {
      message = message.contains(limit) ? message : message + "; " + limit;
    }
    if (info == null) {
      return withoutReason(failure, code, message, socket, requestId, fields);
    }
    String reason = info.getReason();
    ErrorRegistry.Entry entry = ErrorRegistry.byReason(reason).or(() -> ErrorRegistry.byCode(code)).orElse(null);
    String remedy = entry == null ? "" : entry.spec().getRemedy();
    Optional<ApprovalRequired> asked = approvalRequired(failure.getStatus(), failure.getTrailers());
    if (asked.isPresent()) {
      String id = asked.get().getRequestId();
      details.put("approval", id);
      remedy = remedy.replace("'reeve approval approve'", "'reeve approval approve " + id + "'").replace("--approval and its id", "--approval " + id);
    }
    String run = details.get("run");
    if (run != null) {
      remedy = remedy.replace("'reeve run show'", "'reeve run show " + run + "'");
    }
    for (String wait : waits) {
      details.put("retry_after", wait);
      remedy = "try again in " + wait + (remedy.isEmpty() ? "" : "; or " + remedy);
    }
    int exit = entry == null ? LocalError.FAILED.exit() : entry.spec().getExit();
    return new ErrorReport(reason, message, remedy, exit, fields, details, requestId);
  }

  /** What somebody has to say yes to before the call is served; empty where it failed for another reason. */
  static Optional<ApprovalRequired> approvalRequired(Status failure, @Nullable Metadata trailers) {
    if (failure.getCode() != Status.Code.FAILED_PRECONDITION || trailers == null) {
      return Optional.empty();
    }
    com.google.rpc.Status status = StatusProto.fromStatusAndTrailers(failure, trailers);
    return status.getDetailsList().stream().flatMap(detail -> Optional.ofNullable(unpack(detail, ApprovalRequired.class)).stream()).findFirst();
  }

  /** A limit that was reached: whose, and what the kernel says of it. */
  private static String words(QuotaFailure.Violation violation) {
    String subject = violation.getSubject();
    return subject.isEmpty() || violation.getDescription().contains(subject)
        ? violation.getDescription()
        : subject + ": " + violation.getDescription();
  }

  /** In whole seconds, rounded up; below a second in milliseconds. */
  private static String wait(com.google.protobuf.Duration delay) {
    long seconds = delay.getSeconds() + (delay.getNanos() > 0 && delay.getSeconds() > 0 ? 1 : 0);
    return seconds > 0 ? seconds + " s" : Math.max(1, delay.getNanos() / 1_000_000) + " ms";
  }

  private static ErrorReport withoutReason(
      StatusRuntimeException failure, Status.Code code, String message, Path socket, String requestId, List<ErrorReport.Field> fields) {
    if (code == Status.Code.UNAVAILABLE || code == Status.Code.CANCELLED) {
      return unreachable(failure, socket);
    }
    if (code == Status.Code.DEADLINE_EXCEEDED) {
      return new ErrorReport(
          "DEADLINE_EXCEEDED",
          "the kernel did not answer in time",
          "give it more time with --timeout",
          LocalError.TIMED_OUT.exit(),
          List.of(),
          Map.of(),
          requestId);
    }
    return ErrorRegistry.byCode(code)
        .map(e -> new ErrorReport(code.name(), message, e.spec().getRemedy(), e.spec().getExit(), fields, Map.of(), requestId))
        .orElseGet(() -> new ErrorReport(code.name(), message, "", LocalError.FAILED.exit(), fields, Map.of(), requestId));
  }

  /** Nobody answers at {@code socket}: it is missing, not ours to open, left by a dead kernel, or the kernel went away. */
  static ErrorReport unreachable(@Nullable Throwable failure, Path socket) {
    String start = "start one with 'reeve daemon start'";
    if (!Files.exists(socket)) {
      return ErrorReport.local(LocalError.UNREACHABLE, "no kernel answers at " + socket + ": there is no such socket", start);
    }
    String causes = causes(failure);
    if (causes.contains("Connection refused")) {
      return ErrorReport.local(
          LocalError.UNREACHABLE, "no kernel answers at " + socket + ": the socket was left by one that is gone", start);
    }
    if (causes.contains("Permission denied")) {
      return ErrorReport.local(
          LocalError.UNREACHABLE,
          "no kernel answers at " + socket + ": this user may not open the socket",
          "ask the kernel's administrator for access to the socket");
    }
    return ErrorReport.local(
        LocalError.UNREACHABLE, "the kernel at " + socket + " closed the connection", "see its log, and 'reeve daemon status'");
  }

  private static String causes(@Nullable Throwable failure) {
    StringBuilder all = new StringBuilder();
    for (Throwable at = failure; at != null && all.length() < 4096; at = at.getCause()) {
      all.append(at.getMessage()).append('\n');
    }
    return all.toString();
  }

  private static <T extends com.google.protobuf.Message> @Nullable T unpack(Any detail, Class<T> type) {
    try {
      return detail.is(type) ? detail.unpack(type) : null;
    } catch (InvalidProtocolBufferException malformed) {
      return null;
    }
  }
}
