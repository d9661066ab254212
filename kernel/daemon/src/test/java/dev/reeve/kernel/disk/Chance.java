package dev.reeve.kernel.disk;

import java.util.Random;

/** What a disk made of what nobody forced: in some losses of power all of it is there, in some none, in most a mixture. */
final class Chance {

  private enum Mood { ALL, NONE, MIXED }

  private final Random random;
  private final Mood mood;

  private Chance(Random random, Mood mood) {
    this.random = random;
    this.mood = mood;
  }

  /** A fifth of the seeds keep everything, a fifth nothing. */
  static Chance of(long seed) {
    Random random = new Random(seed);
    int number = random.nextInt(5);
    return new Chance(random, number == 0 ? Mood.ALL : number == 1 ? Mood.NONE : Mood.MIXED);
  }

  /** Which of several versions, oldest first, is found. */
  int version(int count) {
    return switch (mood) {
      case ALL -> count - 1;
      case NONE -> 0;
      case MIXED -> random.nextInt(count);
    };
  }

  /** How many of the parts of a block are of the version after the one that is found; mostly 0. */
  int tornAt(int version, int count, int parts) {
    boolean torn = mood == Mood.MIXED && version < count - 1 && random.nextInt(4) == 0;
    return torn ? 1 + random.nextInt(parts - 1) : 0;
  }

  /** How many bytes of the very last write were given to the disk. */
  int cut(int length) {
    return mood == Mood.MIXED && random.nextBoolean() ? random.nextInt(length + 1) : length;
  }

  @Override
  public String toString() {
    return mood.toString();
  }
}
