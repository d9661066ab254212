package dev.reeve.kernel.capsule;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.util.Map;

/** A capsule's failure as an error of the registry. */
final class GuestFailures {

  private GuestFailures() {}

  static KernelException of(CapsuleException e) {
    ErrorCode code =
        switch (e.kind()) {
          case INVALID -> ErrorCode.ERROR_CODE_INVALID_ARGUMENT;
          case DENIED -> ErrorCode.ERROR_CODE_PERMISSION_DENIED;
          case NOT_FOUND -> ErrorCode.ERROR_CODE_NOT_FOUND;
          case STATE -> ErrorCode.ERROR_CODE_FAILED_PRECONDITION;
          case EXHAUSTED -> ErrorCode.ERROR_CODE_RESOURCE_EXHAUSTED;
          case UNAVAILABLE -> ErrorCode.ERROR_CODE_UNAVAILABLE;
        };
    return new KernelException(code, String.valueOf(e.getMessage()), Map.of());
  }
}
