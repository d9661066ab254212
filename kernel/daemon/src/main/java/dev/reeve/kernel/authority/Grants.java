package dev.reeve.kernel.authority;

import dev.reeve.kernel.authority.Decision.Code;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.RandomAccess;

/** An unmodifiable list of grants that finds the next that matches as {@link Patterns} does; whether its term is over, the asker looks. */
final class Grants extends AbstractList<Grant> implements RandomAccess {

  private static final Grant[] NONE = {};

  private final Grant[] grants;
  private final Patterns patterns;

  private Grants(Grant[] grants) {
    this.grants = grants;
    this.patterns = Patterns.of(Arrays.stream(grants).map(Grant::pattern).toList(), Code.ALLOWED, "grant");
  }

  /** As it is where it is such a list already. */
  static Grants copyOf(Collection<Grant> grants) {
    return grants instanceof Grants same ? same : new Grants(grants.toArray(NONE));
  }

  /** Their patterns, at the same positions. */
  Patterns patterns() {
    return patterns;
  }

  @Override
  public Grant get(int position) {
    return grants[position];
  }

  @Override
  public int size() {
    return grants.length;
  }
}
