package dev.reeve.kernel.edge;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.ResourceInfo;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import dev.reeve.v1.ErrorSpec;
import dev.reeve.v1.Errors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/** The one place where an error becomes a gRPC status with its {@code google.rpc} details. */
final class ErrorMapping {

  static final String DOMAIN = "reeve.dev";
  private static final String PREFIX = "ERROR_CODE_";

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
        ErrorInfo.newBuilder().setReason(reason(error.code())).setDomain(DOMAIN).putAllMetadata(error.details()).putMetadata("request_id", requestId);
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder()
            .setCode(Status.Code.valueOf(spec.getGrpc()).value())
            .setMessage(String.valueOf(error.getMessage()))
            .addDetails(Any.pack(info.build()));
    String field = error.details().get("field");
    if (field != null) {
      status.addDetails(
          Any.pack(
              BadRequest.newBuilder()
                  .addFieldViolations(
                      BadRequest.FieldViolation.newBuilder().setField(field).setDescription(error.details().getOrDefault("rule", "")))
                  .build()));
    }
    String kind = error.details().get("kind");
    String name = error.details().get("name");
    if (kind != null && name != null) {
      status.addDetails(Any.pack(ResourceInfo.newBuilder().setResourceType(kind).setResourceName(name).build()));
    }
    return StatusProto.toStatusRuntimeException(status.build());
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
