package dev.reeve.tui.screen;

/** Where one is: a list, one thing of it, what a run prints, or help. */
public sealed interface Place {

  /** What is listed here, or was on the way here. */
  Topic topic();

  /** A list. */
  record Listing(Topic topic) implements Place {}

  /**
   * One thing of a list.
   *
   * @param id its id or name
   * @param about what it is, in words
   */
  record Item(Topic topic, String id, String about) implements Place {}

  /**
   * What a run printed.
   *
   * @param about which run it is, in words
   * @param follow whether to stay at its end
   */
  record Log(String run, String about, boolean follow) implements Place {
    @Override
    public Topic topic() {
      return Topic.RUNS;
    }
  }

  /** The keys of another place. */
  record Help(Place of) implements Place {
    @Override
    public Topic topic() {
      return of.topic();
    }
  }
}
