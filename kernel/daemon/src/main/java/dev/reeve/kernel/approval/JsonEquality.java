package dev.reeve.kernel.approval;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether two plain JSON values are the same: members in any order, items in theirs, numbers by what they are worth. */
final class JsonEquality {

  private JsonEquality() {}

  static boolean same(@Nullable Object one, @Nullable Object other) {
    return switch (one) {
      case null -> other == null;
      case Map<?, ?> map -> other instanceof Map<?, ?> members && sameMembers(map, members);
      case List<?> list -> other instanceof List<?> items && sameItems(list, items);
      case Number number -> other instanceof Number second && sameNumber(number, second);
      default -> one.equals(other);
    };
  }

  private static boolean sameMembers(Map<?, ?> one, Map<?, ?> other) {
    return one.size() == other.size()
        && one.entrySet().stream().allMatch(entry -> other.containsKey(entry.getKey()) && same(entry.getValue(), other.get(entry.getKey())));
  }

  private static boolean sameItems(List<?> one, List<?> other) {
    Iterator<?> others = other.iterator();
    return one.size() == other.size() && one.stream().allMatch(item -> same(item, others.next()));
  }

  private static boolean sameNumber(Number one, Number other) {
    BigDecimal first = exact(one);
    BigDecimal second = exact(other);
    return first != null && second != null && first.compareTo(second) == 0;
  }

  /** Null where it is no number that JSON has. */
  private static @Nullable BigDecimal exact(Number number) {
    return switch (number) {
      case BigDecimal decimal -> decimal;
      case BigInteger integer -> new BigDecimal(integer);
      case Long _, Integer _, Short _, Byte _ -> BigDecimal.valueOf(number.longValue());
      case Double _, Float _ -> Double.isFinite(number.doubleValue()) ? new BigDecimal(number.doubleValue()) : null;
      default -> null;
    };
  }
}
