package dev.reeve.kernel.sandbox;

/** Something that was to be gone and is not: processes, their control group, a work folder. */
interface Leftover {

  /** What it is, for an operator. */
  String words();

  /** Tries once more to end it, a moment at most; true when nothing of it is left. */
  boolean ended();
}
