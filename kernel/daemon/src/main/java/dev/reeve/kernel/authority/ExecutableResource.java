package dev.reeve.kernel.authority;

/** One program by the absolute, normalised path of its file. */
record ExecutableResource(String path) implements Resource {

  static ExecutableResource pattern(String text) {
    if (text.indexOf('*') >= 0) {
      throw Resource.refusal("executable path", text, "has a '*'; programs are named one by one");
    }
    return concrete(text);
  }

  static ExecutableResource concrete(String text) {
    PathResource.check("executable path", text, text);
    if (text.equals("/")) {
      throw Resource.refusal("executable path", text, "names no file");
    }
    return new ExecutableResource(text);
  }

  @Override
  public boolean contains(Resource other) {
    return equals(other);
  }

  @Override
  public boolean listed() {
    return true;
  }

  @Override
  public Resource[] containers() {
    return new Resource[] {this};
  }

  @Override
  public boolean overlaps(Resource other) {
    return equals(other);
  }
}
