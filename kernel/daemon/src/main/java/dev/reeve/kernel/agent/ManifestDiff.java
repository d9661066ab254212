package dev.reeve.kernel.agent;

import dev.reeve.kernel.json.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where two documents differ, key by key: mappings are walked into, everything else is compared as a whole. */
public final class ManifestDiff {

  private static final Pattern BARE_KEY = Pattern.compile("[A-Za-z0-9_-]+");

  private ManifestDiff() {}

  /**
   * A key that is not the same.
   *
   * @param key its path, e.g. {@code spec.limits.memory}; a key that is no plain word stands in quotes
   * @param before JSON text; empty where the key is not there
   * @param after JSON text; empty where the key is not there
   */
  public record Change(String key, String before, String after) {}

  /** In the order of the first document, then what only the second has. */
  static List<Change> between(Map<String, @Nullable Object> before, Map<String, @Nullable Object> after) {
    List<Change> changes = new ArrayList<>();
    compare("", before, after, changes);
    return List.copyOf(changes);
  }

  private static void compare(String path, Map<?, ?> before, Map<?, ?> after, List<Change> changes) {
    Set<Object> keys = new LinkedHashSet<>(before.keySet());
    keys.addAll(after.keySet());
    for (Object key : keys) {
      String at = (path.isEmpty() ? "" : path + ".") + shown(String.valueOf(key));
      Object old = before.get(key);
      Object fresh = after.get(key);
      boolean both = before.containsKey(key) && after.containsKey(key);
      if (both && old instanceof Map<?, ?> inner && fresh instanceof Map<?, ?> other) {
        compare(at, inner, other, changes);
      } else if (!both || !Objects.equals(old, fresh)) {
        changes.add(new Change(at, before.containsKey(key) ? JsonText.write(old) : "", after.containsKey(key) ? JsonText.write(fresh) : ""));
      }
    }
  }

  private static String shown(String key) {
    return BARE_KEY.matcher(key).matches() ? key : JsonText.write(key);
  }
}
