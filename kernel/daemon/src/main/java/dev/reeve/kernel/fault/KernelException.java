package dev.reeve.kernel.fault;

import dev.reeve.v1.ErrorCode;
import java.io.Serial;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A refusal or failure that a caller may read: a code of the registry, a message for people (what, why), and details by name.
 * The message never holds a secret, another principal's name or a path of a secret.
 */
public final class KernelException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient Map<String, String> details;

  public KernelException(ErrorCode code, String message, Map<String, String> details) {
    super(message);
    this.code = code;
    this.details = Map.copyOf(details);
  }

  public KernelException(ErrorCode code, String message) {
    this(code, message, Map.of());
  }

  public KernelException(ErrorCode code, String message, Throwable cause) {
    this(code, message);
    initCause(cause);
  }

  /** An unusable field: its path, the shape of what it held, and the rule. */
  public static KernelException invalid(String field, String rule) {
    return new KernelException(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, field + ": " + rule, Map.of("field", field, "rule", rule));
  }

  /** Something absent, or that the caller may not know of. */
  public static KernelException notFound(String kind, String name) {
    return new KernelException(
        ErrorCode.ERROR_CODE_NOT_FOUND, "no " + kind + " named '" + name + "'", Map.of("kind", kind, "name", name));
  }

  public static KernelException exists(String message) {
    return new KernelException(ErrorCode.ERROR_CODE_ALREADY_EXISTS, message);
  }

  public static KernelException state(String message) {
    return new KernelException(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, message);
  }

  /**
   * A limit that is reached; the details say which, its value, what is used of it, and when to try again.
   *
   * @param quota its key, e.g. {@code max_in_flight_calls}
   * @param retryAfter when there may be room; null: not by waiting alone
   */
  public static KernelException exhausted(String quota, String what, long limit, long used, @Nullable Duration retryAfter) {
    Map<String, String> details = new TreeMap<>(Map.of("quota", quota, "limit", Long.toString(limit), "used", Long.toString(used)));
    if (retryAfter != null) {
      details.put("retry_after_millis", Long.toString(Math.max(1, retryAfter.plusNanos(999_999).toMillis())));
    }
    return new KernelException(
        ErrorCode.ERROR_CODE_RESOURCE_EXHAUSTED, what + ": " + quota + " is " + limit + ", used: " + used, details);
  }

  public static KernelException unavailable(String message, Throwable cause) {
    return new KernelException(ErrorCode.ERROR_CODE_UNAVAILABLE, message, cause);
  }

  public ErrorCode code() {
    return code;
  }

  /** Details by name, e.g. {@code field}, {@code capability}, {@code run}. */
  public Map<String, String> details() {
    return details;
  }
}
