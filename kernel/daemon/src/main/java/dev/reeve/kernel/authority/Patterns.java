package dev.reeve.kernel.authority;

import dev.reeve.kernel.authority.Decision.Code;
import java.util.AbstractList;
import java.util.Collection;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * An unmodifiable list of patterns that knows where it stands and finds the first that meets a need without asking each: a short list by a
 * byte per pattern, a long one by an index, built at the first question. Both go wherever the list goes, from one generation of the policy
 * to the next.
 */
final class Patterns extends AbstractList<CapabilityPattern> implements RandomAccess {

  private static final CapabilityPattern[] NONE = {};
  static final Patterns NOTHING = new Patterns(NONE, Code.OUT_OF_SCOPE, "");

  private static final int SHORT = 32;
  private static final byte ALWAYS = -1;

  private final CapabilityPattern[] patterns;
  /** Of each pattern the bit that a need has where it could match, {@link #ALWAYS} where every need could; empty for a long list. */
  private final byte[] bits;
  private final Code code;
  private final String source;
  /** Two threads may build it at once; both then build the same, and it is immutable. */
  private @Nullable PatternIndex index;
  private @Nullable Decision @Nullable [] decisions;

  private Patterns(CapabilityPattern[] patterns, Code code, String source) {
    this.patterns = patterns;
    this.bits = new byte[patterns.length > SHORT ? 0 : patterns.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = patterns[i].head().isEmpty() ? ALWAYS : (byte) Capability.bit(patterns[i].head());
    }
    this.code = code;
    this.source = source;
  }

  /** As it is where it is such a list already, so that what it has built is kept. */
  static Patterns copyOf(Collection<CapabilityPattern> patterns) {
    return patterns instanceof Patterns same ? same : new Patterns(patterns.toArray(NONE), Code.OUT_OF_SCOPE, "");
  }

  /** With what a match says: {@code code} and where the list stands. */
  static Patterns of(Collection<CapabilityPattern> patterns, Code code, String source) {
    if (patterns instanceof Patterns same && same.code == code && same.source.equals(source)) {
      return same;
    }
    Patterns copy = new Patterns(patterns.toArray(NONE), code, source);
    copy.index = patterns instanceof Patterns other ? other.index : null;
    return copy;
  }

  /** The position of the first pattern from {@code from} on that meets the need; -1 where none does. Allocates nothing. */
  int next(Need need, int from) {
    if (patterns.length > SHORT) {
      return nextOfMany(need, from);
    }
    long wanted = need.bits();
    for (int i = from; i < patterns.length; i++) {
      if ((bits[i] == ALWAYS || (wanted >>> bits[i] & 1) != 0) && need.matchedBy(patterns[i])) {
        return i;
      }
    }
    return -1;
  }

  private int nextOfMany(Need need, int from) {
    PatternIndex built = index;
    if (built == null) {
      built = new PatternIndex(patterns);
      index = built;
    }
    return built.next(need, from);
  }

  /** The first pattern that meets the need; null where none does. */
  @Nullable CapabilityPattern first(Need need) {
    int position = next(need, 0);
    return position < 0 ? null : patterns[position];
  }

  /** What a match of the pattern at a position says; always the same object. */
  Decision decision(int position) {
    @Nullable Decision[] made = decisions;
    if (made == null) {
      made = new Decision[patterns.length];
      decisions = made;
    }
    Decision decision = made[position];
    if (decision == null) {
      decision = new Decision(code == Code.ALLOWED, code, patterns[position].text(), source, List.of());
      made[position] = decision;
    }
    return decision;
  }

  @Override
  public CapabilityPattern get(int position) {
    return patterns[position];
  }

  @Override
  public int size() {
    return patterns.length;
  }
}
