package dev.reeve.kernel.authority;

import dev.reeve.kernel.document.DocumentException;
import dev.reeve.kernel.document.TomlEditor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One file of the policy made to say something else. No text leaves this class that was not read back and found to say just that. */
final class Rewriting {

  private Rewriting() {}

  /**
   * The text as edited, or, where that does not say what is wanted, as written anew below the comment the old one starts with.
   *
   * @param says whether a text says what is wanted; may throw {@link DocumentException} where it says nothing
   * @throws IllegalArgumentException when neither text does
   */
  static String rewrite(String fileName, String before, Consumer<TomlEditor> edit, Supplier<String> anew, Predicate<String> says) {
    if (says.test(before)) {
      return before;
    }
    String edited = edited(fileName, before, edit, says);
    if (edited != null) {
      return edited;
    }
    String whole = firstComment(before) + anew.get();
    try {
      if (says.test(whole)) {
        return whole;
      }
    } catch (DocumentException e) {
      throw new IllegalArgumentException("no text can say this: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException("no text can say this");
  }

  /** Null where the edits cannot be made or their text would say something else. */
  private static @Nullable String edited(String fileName, String before, Consumer<TomlEditor> edit, Predicate<String> says) {
    try {
      TomlEditor editor = new TomlEditor(fileName, before);
      edit.accept(editor);
      String text = editor.text();
      return says.test(text) ? text : null;
    } catch (DocumentException | IllegalArgumentException _) {
      return null;
    }
  }

  private static String firstComment(String text) {
    String comment = text.lines().takeWhile(line -> line.startsWith("#")).collect(Collectors.joining("\n"));
    return comment.isEmpty() ? "" : comment + "\n\n";
  }
}
