package dev.reeve.kernel.linkcheck;

import java.util.function.Consumer;

/** Reading descriptors (JVMS 4.3); a descriptor that is none throws IllegalArgumentException. */
final class Descriptors {

  private static final String PRIMITIVES = "BCDFIJSZ";
  private static final String[] WORDS = {"byte", "char", "double", "float", "int", "long", "short", "boolean"};

  private Descriptors() {}

  /** Tells the internal name of every class a field's or method's descriptor mentions. */
  static void classes(String descriptor, Consumer<String> told) {
    int at = 0;
    if (descriptor.startsWith("(")) {
      for (at = 1; character(descriptor, at) != ')'; ) {
        at = component(descriptor, at, told);
      }
      at++;
      if (descriptor.startsWith("V", at)) {
        at++;
        check(at == descriptor.length(), descriptor);
        return;
      }
    }
    check(component(descriptor, at, told) == descriptor.length(), descriptor);
  }

  private static int component(String descriptor, int at, Consumer<String> told) {
    int end = end(descriptor, at);
    int element = at;
    while (descriptor.charAt(element) == '[') {
      element++;
    }
    if (descriptor.charAt(element) == 'L') {
      told.accept(descriptor.substring(element + 1, end - 1));
    }
    return end;
  }

  /** Where the type that starts there ends. */
  static int end(String descriptor, int at) {
    int element = at;
    while (character(descriptor, element) == '[') {
      element++;
    }
    if (character(descriptor, element) == 'L') {
      int end = descriptor.indexOf(';', element);
      check(end > element + 1, descriptor);
      return end + 1;
    }
    check(PRIMITIVES.indexOf(descriptor.charAt(element)) >= 0, descriptor);
    return element + 1;
  }

  /** The type as source writes it. */
  static String readable(String type) {
    int dimensions = 0;
    while (character(type, dimensions) == '[') {
      dimensions++;
    }
    int primitive = PRIMITIVES.indexOf(type.charAt(dimensions));
    String element = primitive >= 0 ? WORDS[primitive] : MemberName.readable(type.substring(dimensions + 1, type.length() - 1));
    return element + "[]".repeat(dimensions);
  }

  /** The descriptor of a type as source writes it, by its binary name. */
  static String of(String readable) {
    if (readable.endsWith("[]")) {
      return "[" + of(readable.substring(0, readable.length() - 2));
    }
    for (int i = 0; i < WORDS.length; i++) {
      if (WORDS[i].equals(readable)) {
        return PRIMITIVES.substring(i, i + 1);
      }
    }
    return "L" + readable.replace('.', '/') + ";";
  }

  private static char character(String descriptor, int at) {
    check(at < descriptor.length(), descriptor);
    return descriptor.charAt(at);
  }

  private static void check(boolean sound, String descriptor) {
    if (!sound) {
      throw new IllegalArgumentException("'" + descriptor + "' is no descriptor");
    }
  }
}
