package dev.reeve.capsules.runtimebuiltin;

import java.time.Duration;

/**
 * What one run has to do: pause, print, end well.
 *
 * @param pause before it prints; zero: none
 * @param printed whole lines
 */
record Task(Duration pause, String printed) {

  static Task now(String printed) {
    return new Task(Duration.ZERO, printed);
  }
}
