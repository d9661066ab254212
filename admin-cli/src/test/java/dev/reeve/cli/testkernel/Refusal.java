package dev.reeve.cli.testkernel;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.reeve.v1.ApprovalRequired;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Map;

/** Errors as the contract says a kernel gives them. */
final class Refusal {

  private Refusal() {}

  static StatusRuntimeException of(String reason, Code code, String message, Map<String, String> details) {
    return StatusProto.toStatusRuntimeException(status(reason, code, message, details).build());
  }

  static StatusRuntimeException notFound(String what, String name) {
    return of("NOT_FOUND", Code.NOT_FOUND, "no " + what + " named '" + name + "'", Map.of("kind", what, "name", name));
  }

  static StatusRuntimeException field(String field, String rule) {
    BadRequest bad =
        BadRequest.newBuilder().addFieldViolations(BadRequest.FieldViolation.newBuilder().setField(field).setDescription(rule)).build();
    return StatusProto.toStatusRuntimeException(
        status("INVALID_ARGUMENT", Code.INVALID_ARGUMENT, "the request has a field that cannot be used", Map.of("field", field))
            .addDetails(Any.pack(bad))
            .build());
  }

  static StatusRuntimeException approval(ApprovalRequired asked) {
    return StatusProto.toStatusRuntimeException(
        status("APPROVAL_REQUIRED", Code.FAILED_PRECONDITION, "somebody has to say yes to: " + asked.getDescription(), Map.of())
            .addDetails(Any.pack(asked))
            .build());
  }

  private static Status.Builder status(String reason, Code code, String message, Map<String, String> details) {
    return Status.newBuilder()
        .setCode(code.value())
        .setMessage(message)
        .addDetails(Any.pack(ErrorInfo.newBuilder().setReason(reason).setDomain("reeve.dev").putAllMetadata(details).build()));
  }
}
