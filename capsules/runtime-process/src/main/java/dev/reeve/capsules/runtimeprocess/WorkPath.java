package dev.reeve.capsules.runtimeprocess;

import java.util.regex.Pattern;

/** The form of paths in a manifest. */
final class WorkPath {

  static final String RULE = "a relative path of up to 255 of [A-Za-z0-9._-] and '/', without '.' or '..' as a part";

  private static final int LONGEST = 255;
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");

  private WorkPath() {}

  /** A name that a file of the work folder may have. */
  static boolean isFileName(String path) {
    return path.length() <= LONGEST && FILE_NAME.matcher(path).matches() && isPlain(path);
  }

  /** Whether every part is a name: none empty, {@code .} or {@code ..}. */
  static boolean isPlain(String path) {
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return false;
      }
    }
    return true;
  }
}
