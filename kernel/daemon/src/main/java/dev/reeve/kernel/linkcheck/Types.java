package dev.reeve.kernel.linkcheck;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The types that the classes of one jar can name: its own and the platform's. */
final class Types {

  /**
   * A type and everything above it, in the order in which methods are resolved: superclasses, then interfaces.
   *
   * @param whole whether every type above it is known
   */
  record Lineage(List<TypeShape> types, boolean whole) {}

  private final Map<String, TypeShape> guests;
  private final Map<String, Lineage> lineages = new HashMap<>();

  /** Over the jar's classes by internal name. */
  Types(Map<String, TypeShape> guests) {
    this.guests = guests;
  }

  /** The type of an internal name that is not an array's; null when there is none. */
  @Nullable TypeShape find(String name) {
    TypeShape guest = guests.get(name);
    return guest != null ? guest : PlatformTypes.HERE.find(name);
  }

  /** The type with all above it; a circle is walked once. */
  Lineage lineage(String name) {
    Lineage known = lineages.get(name);
    if (known == null) {
      known = walk(name);
      lineages.put(name, known);
    }
    return known;
  }

  private Lineage walk(String name) {
    Map<String, TypeShape> found = new LinkedHashMap<>();
    boolean whole = true;
    for (String at = name; at != null && !found.containsKey(at); ) {
      TypeShape shape = find(at);
      if (shape == null) {
        whole = false;
        break;
      }
      found.put(at, shape);
      at = shape.superclass();
    }
    List<TypeShape> open = new ArrayList<>(found.values());
    for (int i = 0; i < open.size(); i++) {
      for (String above : open.get(i).interfaces()) {
        TypeShape shape = find(above);
        if (shape == null) {
          whole = false;
        } else if (found.putIfAbsent(above, shape) == null) {
          open.add(shape);
        }
      }
    }
    return new Lineage(List.copyOf(found.values()), whole);
  }
}
