package dev.reeve.kernel.edge;

import com.google.protobuf.Timestamp;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.PageInfo;
import dev.reeve.v1.PageRequest;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** What every adapter needs to map an answer. */
final class Replies {

  private static final int DEFAULT_PAGE = 100;
  private static final int MAX_PAGE = 1000;
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private Replies() {}

  static <T> void one(StreamObserver<T> observer, T message) {
    observer.onNext(message);
    observer.onCompleted();
  }

  static Timestamp time(Instant instant) {
    return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).setNanos(instant.getNano()).build();
  }

  /** A moment a request names; INVALID_ARGUMENT where it is none. */
  static Instant instant(String field, Timestamp time) {
    try {
      Instant instant = Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
      if (time.getNanos() >= 0 && time.getNanos() <= 999_999_999 && instant.isBefore(LATEST)) {
        return instant;
      }
    } catch (java.time.DateTimeException e) {
      throw KernelException.invalid(field, "is no moment in time");
    }
    throw KernelException.invalid(field, "is no moment before the year 10000");
  }

  static com.google.protobuf.Duration duration(java.time.Duration duration) {
    return com.google.protobuf.Duration.newBuilder().setSeconds(duration.getSeconds()).setNanos(duration.getNano()).build();
  }

  /** How many items a page holds. */
  static int size(PageRequest page) {
    if (page.getSize() < 0 || page.getSize() > MAX_PAGE) {
      throw KernelException.invalid("page.size", "is 0 to " + MAX_PAGE);
    }
    return page.getSize() == 0 ? DEFAULT_PAGE : page.getSize();
  }

  /** The key after which a page starts; empty for the first. */
  static String after(PageRequest page) {
    try {
      return new String(Base64.getUrlDecoder().decode(page.getToken()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw KernelException.invalid("page.token", "is no token of a former answer");
    }
  }

  /** The token of the next page, when the page is full. */
  static <T> PageInfo next(List<T> items, int size, Function<T, String> key) {
    String token = items.size() < size ? "" : Base64.getUrlEncoder().encodeToString(key.apply(items.getLast()).getBytes(StandardCharsets.UTF_8));
    return PageInfo.newBuilder().setNextToken(token).build();
  }
}
