package dev.reeve.cli.astrid;

import java.util.ArrayList;
import java.util.List;

/** The report as it grows. For one thread. */
final class Notes {

  private final List<Note> all = new ArrayList<>();

  void kept(String about, String words) {
    all.add(new Note(about, Note.Outcome.KEPT, words));
  }

  void changed(String about, String words) {
    all.add(new Note(about, Note.Outcome.CHANGED, words));
  }

  void dropped(String about, String words) {
    all.add(new Note(about, Note.Outcome.DROPPED, words));
  }

  void refused(String about, String words) {
    all.add(new Note(about, Note.Outcome.REFUSED, words));
  }

  void done(String about, String words) {
    all.add(new Note(about, Note.Outcome.DONE, words));
  }

  void same(String about, String words) {
    all.add(new Note(about, Note.Outcome.SAME, words));
  }

  void add(List<Note> more) {
    all.addAll(more);
  }

  List<Note> all() {
    return List.copyOf(all);
  }
}
