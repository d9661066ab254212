package dev.reeve.tui.top;

/** What the rows are; lower-case: these are the words of the option and of the screen. */
enum Pane {
  runs,
  principals,
  capsules,
  methods;

  /** The one that comes after this, the first after the last. */
  Pane next() {
    return switch (this) {
      case runs -> principals;
      case principals -> capsules;
      case capsules -> methods;
      case methods -> runs;
    };
  }
}
