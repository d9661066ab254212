package dev.reeve.kernel.edge;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import io.grpc.ServerMethodDefinition;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.jspecify.annotations.Nullable;

/** Requests of HTTP that are no calls. */
final class HttpRefusals {

  private static final String HOW = "a call is a POST to /reeve.v1.Service/Method with its request as application/json";

  private HttpRefusals() {}

  /** Why a request is no call by its head; null where it may be one. */
  static @Nullable JsonAnswer of(HttpRequest request, JsonMethods methods) {
    ServerMethodDefinition<?, ?> method = methods.find(request.uri());
    if (method == null) {
      return unknown(request.uri());
    }
    if (!request.method().equals(HttpMethod.POST)) {
      return JsonAnswer.of(405, invalid("method", HOW));
    }
    CharSequence type = HttpUtil.getMimeType(request);
    if (type == null || !type.toString().equalsIgnoreCase("application/json")) {
      return JsonAnswer.of(415, invalid(HttpHeaderNames.CONTENT_TYPE.toString(), "must be application/json: " + HOW));
    }
    return JsonMethods.streams(method)
        ? JsonAnswer.of(invalid("method", "this call is a stream, which is made with gRPC"))
        : null;
  }

  /** A path of no call. */
  static JsonAnswer unknown(String path) {
    String shown = path.length() <= 100 ? path : path.substring(0, 100) + "…";
    return JsonAnswer.of(new KernelException(ErrorCode.ERROR_CODE_NOT_FOUND, "there is no call " + shown + "; " + HOW));
  }

  /** A body over the bound. */
  static JsonAnswer tooLarge(int most) {
    return JsonAnswer.of(413, invalid("body", "has at most " + most + " bytes"));
  }

  /** What is no HTTP/1.1 within the bounds. */
  static JsonAnswer unreadable(@Nullable Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException line -> JsonAnswer.of(414, invalid("path", "is too long"));
      case TooLongHttpHeaderException headers -> JsonAnswer.of(431, invalid("headers", "are too long"));
      case null, default -> JsonAnswer.of(invalid("request", "is no HTTP/1.1"));
    };
  }

  private static KernelException invalid(String field, String rule) {
    return KernelException.invalid(field, rule);
  }
}
