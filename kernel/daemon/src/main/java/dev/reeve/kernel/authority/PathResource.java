package dev.reeve.kernel.authority;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A file or folder, or with {@code tree} the folder itself and everything below it. {@code base} is absolute and normalised, the empty text
 * being the root of a tree. Links are no matter of text: whoever opens the path follows them first.
 */
record PathResource(String base, boolean tree) implements Resource {

  private static final String BELOW = "/**";

  static PathResource pattern(String text) {
    boolean tree = text.endsWith(BELOW);
    String base = tree ? text.substring(0, text.length() - BELOW.length()) : text;
    if (base.indexOf('*') >= 0) {
      throw Resource.refusal("path", text, "has a '*' that is not a last '/**'");
    }
    if (!tree || !base.isEmpty()) {
      check("path", text, tree ? base + "/x" : base);
    }
    return new PathResource(base, tree);
  }

  /** A '*' in the name of a file is a letter like others. */
  static PathResource concrete(String text) {
    check("path", text, text);
    return new PathResource(text, false);
  }

  static void check(String what, String shown, String path) {
    if (!path.startsWith("/")) {
      throw Resource.refusal(what, shown, "is not absolute: it does not start with '/'");
    }
    if (path.equals("/")) {
      return;
    }
    for (String part : Arrays.asList(path.substring(1).split("/", -1))) {
      if (part.isEmpty()) {
        throw Resource.refusal(what, shown, "has an empty part: '//' or a last '/'");
      }
      if (part.equals(".") || part.equals("..")) {
        throw Resource.refusal(what, shown, "has the part '" + part + "'");
      }
    }
  }

  @Override
  public boolean contains(Resource other) {
    if (!(other instanceof PathResource path)) {
      return false;
    }
    if (!tree) {
      return !path.tree && path.base.equals(base);
    }
    return path.base.startsWith(base) && (path.base.length() == base.length() || path.base.charAt(base.length()) == '/');
  }

  @Override
  public boolean listed() {
    return true;
  }

  /** Itself, and the trees of itself and of every folder above it. */
  @Override
  public Resource[] containers() {
    List<Resource> found = new ArrayList<>(List.of(this, new PathResource(base, true)));
    for (int slash = base.lastIndexOf('/'); slash >= 0; slash = base.lastIndexOf('/', slash - 1)) {
      found.add(new PathResource(base.substring(0, slash), true));
    }
    return found.toArray(Resource[]::new);
  }

  @Override
  public boolean overlaps(Resource other) {
    return contains(other) || other.contains(this);
  }
}
