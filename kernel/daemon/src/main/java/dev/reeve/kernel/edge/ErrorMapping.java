package dev.reeve.kernel.edge;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ApprovalRequired;
import dev.reeve.v1.ErrorCode;
import dev.reeve.v1.ErrorSpec;
import dev.reeve.v1.Errors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Instant;
import java.util.Map;

/** The one place where an error becomes a gRPC status with its {@code google.rpc} details. */
final class ErrorMapping {

  static final String DOMAIN = "reeve.dev";
  private static final String PREFIX = "ERROR_CODE_";

  /** Trailers must fit the 8 KiB that clients take: the message stands there twice, once in a longer spelling. */
  private static final int MAX_MESSAGE = 1024;
  private static final int MAX_DETAIL = 128;
  private static final int MOST_CAPABILITIES = 8;

  private ErrorMapping() {}

  /** The error of the registry for anything thrown; what is unknown is INTERNAL and says nothing of its cause. */
  static KernelException known(Throwable thrown, String requestId) {
    return switch (thrown) {
      case KernelException known -> known;
      case StatusRuntimeException status -> new KernelException(codeOf(status.getStatus()), String.valueOf(status.getStatus().getDescription()));
      default -> {
        System.getLogger("reeve.edge").log(System.Logger.Level.ERROR, "request " + requestId + " failed", thrown);
        yield new KernelException(ErrorCode.ERROR_CODE_INTERNAL, "the kernel failed on this request (id " + requestId + ")");
      }
    };
  }

  /** The name without prefix, as in {@code ErrorInfo.reason}. */
  static String reason(ErrorCode code) {
    return code.name().substring(PREFIX.length());
  }

  /** Status and trailers of an error. */
  static StatusRuntimeException status(KernelException error, String requestId) {
    ErrorSpec spec = error.code().getValueDescriptor().getOptions().getExtension(Errors.error);
    ErrorInfo.Builder info =
        ErrorInfo.newBuilder().setReason(reason(error.code())).setDomain(DOMAIN).putMetadata("request_id", requestId);
    error.details().forEach((name, value) -> info.putMetadata(name, cut(value, MAX_DETAIL)));
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder()
            .setCode(Status.Code.valueOf(spec.getGrpc()).value())
            .setMessage(cut(String.valueOf(error.getMessage()), MAX_MESSAGE))
            .addDetails(Any.pack(info.build()));
    String field = error.details().get("field");
    if (field != null) {
      status.addDetails(
          Any.pack(
              BadRequest.newBuilder()
                  .addFieldViolations(
                      BadRequest.FieldViolation.newBuilder().setField(field).setDescription(cut(error.details().getOrDefault("rule", ""), MAX_DETAIL)))
                  .build()));
    }
    String kind = error.details().get("kind");
    String name = error.details().get("name");
    if (kind != null && name != null) {
      status.addDetails(Any.pack(ResourceInfo.newBuilder().setResourceType(kind).setResourceName(cut(name, MAX_DETAIL)).build()));
    }
    exhausted(error.details(), status);
    if (error.code() == ErrorCode.ERROR_CODE_APPROVAL_REQUIRED && error.details().containsKey("approval")) {
      status.addDetails(Any.pack(required(error.details())));
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }

  /** What somebody has to say yes to. */
  private static ApprovalRequired required(Map<String, String> details) {
    Instant expires = Instant.parse(details.getOrDefault("expires_at", Instant.EPOCH.toString()));
    return ApprovalRequired.newBuilder()
        .setRequestId(details.getOrDefault("approval", ""))
        .setDescription(cut(details.getOrDefault("description", ""), MAX_DETAIL * 4))
        .addAllCapabilities(details.getOrDefault("capabilities", "").lines().limit(MOST_CAPABILITIES).map(one -> cut(one, MAX_DETAIL * 2)).toList())
        .setDigest(details.getOrDefault("digest", ""))
        .setExpiresAt(Replies.time(expires))
        .build();
  }

  /** Which limit is reached, and when to try again, where the error says so. */
  private static void exhausted(Map<String, String> details, com.google.rpc.Status.Builder status) {
    String quota = details.get("quota");
    if (quota == null) {
      return;
    }
    QuotaFailure.Violation violation =
        QuotaFailure.Violation.newBuilder()
            .setSubject(quota)
            .setDescription("limit " + details.getOrDefault("limit", "") + ", used " + details.getOrDefault("used", ""))
            .build();
    status.addDetails(Any.pack(QuotaFailure.newBuilder().addViolations(violation).build()));
    String wait = details.get("retry_after_millis");
    if (wait != null) {
      status.addDetails(Any.pack(RetryInfo.newBuilder().setRetryDelay(Durations.fromMillis(Long.parseLong(wait))).build()));
    }
  }

  /** The text as far as it fits in so many bytes of UTF-8, whole characters only. */
  private static String cut(String text, int most) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int point = text.codePointAt(i);
      bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (bytes > most) {
        return text.substring(0, i) + "… [" + text.length() + " characters]";
      }
    }
    return text;
  }

  private static ErrorCode codeOf(Status status) {
    for (ErrorCode code : ErrorCode.values()) {
      if (code != ErrorCode.UNRECOGNIZED && reason(code).equals(status.getCode().name())) {
        return code;
      }
    }
    return ErrorCode.ERROR_CODE_INTERNAL;
  }
}
