package dev.reeve.kernel.linkcheck;

/**
 * A field or method as a constant pool names it.
 *
 * @param owner internal name, {@code java/lang/System}
 * @param descriptor of a field or a method
 */
record MemberName(String owner, String name, String descriptor) {

  boolean method() {
    return descriptor.startsWith("(");
  }

  /** Name and descriptor in one word. */
  String signature() {
    return name + descriptor;
  }

  MemberName in(String other) {
    return new MemberName(other, name, descriptor);
  }

  /** The parameters of a method's descriptor in their parentheses; a covariant override differs only after them. */
  static String parameters(String descriptor) {
    return descriptor.substring(0, descriptor.indexOf(')') + 1);
  }

  /** As source writes it: {@code java.lang.System.exit(int)}. */
  String readable() {
    StringBuilder words = new StringBuilder(readable(owner)).append('.').append(shown(name));
    if (method()) {
      words.append('(');
      int end = descriptor.indexOf(')');
      for (int at = 1; at < end; ) {
        int next = Descriptors.end(descriptor, at);
        words.append(at == 1 ? "" : ", ").append(Descriptors.readable(descriptor.substring(at, next)));
        at = next;
      }
      words.append(')');
    }
    return words.toString();
  }

  /** An internal name as source writes it, at most 200 characters, without control characters. */
  static String readable(String internal) {
    return internal.startsWith("[") ? Descriptors.readable(internal) : shown(internal.replace('/', '.'));
  }

  private static String shown(String name) {
    String clean = name.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= 200 ? clean : clean.substring(0, 200) + "…";
  }
}
