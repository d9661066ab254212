package dev.reeve.capsules.hello;

import dev.reeve.capsule.CapsuleException;

/** The rule that tool and command share: whom one greets, and how. */
final class Greeting {

  private static final int LONGEST_NAME = 100;

  private Greeting() {}

  /**
   * The greeting for a name.
   *
   * @param name 1 to 100 characters, none of them a control character
   * @throws CapsuleException INVALID otherwise
   */
  static String of(String name) throws CapsuleException {
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw new CapsuleException(CapsuleException.Kind.INVALID, "name: must have 1 to " + LONGEST_NAME + " characters");
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw new CapsuleException(CapsuleException.Kind.INVALID, "name: must hold no control character");
    }
    return "Hello, " + name + "!";
  }
}
