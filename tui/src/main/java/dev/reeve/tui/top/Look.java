package dev.reeve.tui.top;

/** Asks for figures. */
@FunctionalInterface
interface Look {

  /**
   * Figures of now.
   *
   * @throws RuntimeException whatever a call to the kernel may end with
   */
  Shot take();
}
