package dev.reeve.kernel.authority;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A name, {@code [org/]name} where it belongs to an organisation, or with {@code family} every longer name that starts with {@code base}
 * and '/'. Case-sensitive: whoever asks uses the name as it is registered.
 */
record NameResource(String base, boolean family) implements Resource {

  private static final String BELOW = "/*";

  static NameResource pattern(String text) {
    boolean family = text.endsWith(BELOW);
    String base = family ? text.substring(0, text.length() - BELOW.length()) : text;
    check(text, base);
    return new NameResource(base, family);
  }

  static NameResource concrete(String text) {
    check(text, text);
    return new NameResource(text, false);
  }

  private static void check(String shown, String name) {
    for (String part : Arrays.asList(name.split("/", -1))) {
      if (part.isEmpty()) {
        throw Resource.refusal("name", shown, "has an empty part");
      }
      if (part.equals(".") || part.equals("..")) {
        throw Resource.refusal("name", shown, "has the part '" + part + "'");
      }
      for (int i = 0; i < part.length(); i++) {
        if (part.charAt(i) == '*') {
          throw Resource.refusal("name", shown, "has a '*' that is not a last '/*'");
        }
        if (part.charAt(i) != '.' && !ActionPattern.isWordCharacter(part.charAt(i))) {
          throw Resource.refusal("name", shown, "has a character that is not one of A-Z, a-z, 0-9, '_', '-', '.'");
        }
      }
    }
  }

  @Override
  public boolean contains(Resource other) {
    if (!(other instanceof NameResource name)) {
      return false;
    }
    if (name.base.equals(base)) {
      return name.family == family;
    }
    return family && name.base.startsWith(base) && name.base.charAt(base.length()) == '/';
  }

  @Override
  public boolean listed() {
    return true;
  }

  /** Itself, and every family it belongs to. */
  @Override
  public Resource[] containers() {
    List<Resource> found = new ArrayList<>(List.of(this));
    for (int slash = base.lastIndexOf('/'); slash > 0; slash = base.lastIndexOf('/', slash - 1)) {
      found.add(new NameResource(base.substring(0, slash), true));
    }
    return found.toArray(Resource[]::new);
  }

  @Override
  public boolean overlaps(Resource other) {
    return contains(other) || other.contains(this);
  }
}
