package dev.reeve.kernel.edge;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorInfo;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.json.JsonText;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An answer of HTTP.
 *
 * @param status of HTTP
 * @param json text
 * @param requestId of the call; empty where none was made
 */
record JsonAnswer(int status, String json, String requestId) {

  private static final JsonFormat.Printer PRINTER = JsonFormat.printer().alwaysPrintFieldsWithNoPresence().omittingInsignificantWhitespace();

  /** What a call answered. */
  static JsonAnswer of(Message message, String requestId) {
    try {
      return new JsonAnswer(200, PRINTER.print(message), requestId);
    } catch (InvalidProtocolBufferException e) {
      return of(Status.INTERNAL.withDescription("the answer has no form in JSON"), null, requestId);
    }
  }

  /** A call's error: code as gRPC names it, reason, message, and details where there are some. */
  static JsonAnswer of(Status status, @Nullable Metadata trailers, String requestId) {
    Map<String, @Nullable Object> error = new TreeMap<>();
    error.put("code", status.getCode().name());
    error.put("reason", status.getCode().name());
    error.put("message", String.valueOf(status.getDescription()));
    com.google.rpc.Status told = StatusProto.fromStatusAndTrailers(status, trailers);
    if (told != null) {
      told.getDetailsList().forEach(detail -> explain(detail, error));
    }
    if (!requestId.isEmpty()) {
      error.put("request_id", requestId);
    }
    return new JsonAnswer(httpStatus(status.getCode()), JsonText.write(error), requestId);
  }

  /** An error of the registry, of no call. */
  static JsonAnswer of(KernelException error) {
    StatusRuntimeException status = ErrorMapping.status(error, "");
    return of(status.getStatus(), status.getTrailers(), "");
  }

  /** An error that HTTP has a number for and the registry does not. */
  static JsonAnswer of(int number, KernelException error) {
    return new JsonAnswer(number, of(error).json(), "");
  }

  private static void explain(Any detail, Map<String, @Nullable Object> error) {
    if (detail.is(ErrorInfo.class)) {
      try {
        ErrorInfo info = detail.unpack(ErrorInfo.class);
        error.put("reason", info.getReason());
        Map<String, String> details = new TreeMap<>(info.getMetadataMap());
        details.remove("request_id");
        if (!details.isEmpty()) {
          error.put("details", details);
        }
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException("was written by the kernel", e);
      }
    }
  }

  /** As {@code google/rpc/code.proto} maps them. */
  private static int httpStatus(Status.Code code) {
    return switch (code) {
      case OK -> 200;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case ALREADY_EXISTS, ABORTED -> 409;
      case RESOURCE_EXHAUSTED -> 429;
      case CANCELLED -> 499;
      case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
      case UNIMPLEMENTED -> 501;
      case UNAVAILABLE -> 503;
      case DEADLINE_EXCEEDED -> 504;
    };
  }
}
