package dev.reeve.kernel.run;

import com.samskivert.mustache.BasicCollector;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import dev.reeve.kernel.json.JsonText;
import java.io.StringReader;
import java.io.Writer;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A prompt from a manifest's logic-less template (Mustache) and words. It reads JSON-like values alone, never an object's fields or
 * methods; there are no partials; a missing word is empty; nothing is escaped. Steps and size are bounded.
 */
final class PromptTemplate {

  /** Words that the kernel sets; a caller's own may not be named so. */
  static final Set<String> RESERVED = Set.of("instruction", "intent", "input", "iteration", "feedback", "previous", "message", "agent", "run");

  private static final int MAX_PROMPT = 1024 * 1024;
  private static final int MAX_STEPS = 100_000;

  /** Thrown when a prompt cannot be made; the message is for people. */
  static final class UnusableException extends Exception {
    @java.io.Serial private static final long serialVersionUID = 1L;

    UnusableException(String message) {
      super(message);
    }
  }

  private PromptTemplate() {}

  /**
   * Fills a template.
   *
   * @throws UnusableException when it is no template, or the prompt becomes too large
   */
  static String render(String template, Map<String, @Nullable Object> words) throws UnusableException {
    try {
      Template compiled =
          Mustache.compiler()
              .escapeHTML(false)
              .defaultValue("")
              .withFormatter(value -> value instanceof String text ? text : JsonText.write(value))
              .withLoader(
                  name -> {
                    throw new MustacheException("there are no partials: '" + name + "'");
                  })
              .withCollector(new CountedValues())
              .compile(new StringReader(template));
      Bounded out = new Bounded();
      compiled.execute(words, out);
      return out.text.toString();
    } catch (TooMuch e) {
      throw new UnusableException("task.promptTemplate: the prompt becomes too large, or takes too many steps");
    } catch (MustacheException | StackOverflowError e) {
      throw new UnusableException("task.promptTemplate: " + e.getMessage());
    }
  }

  /** Ends a rendering that goes past its bounds. */
  private static final class TooMuch extends RuntimeException {
    @java.io.Serial private static final long serialVersionUID = 1L;

    TooMuch() {
      super(null, null, false, false);
    }
  }

  /** Goes through JSON-like values and counts the steps. */
  private static final class CountedValues extends BasicCollector {

    private int steps;

    private void step() {
      if (++steps > MAX_STEPS) {
        throw new TooMuch();
      }
    }

    @Override
    public @Nullable Iterator<?> toIterator(Object value) {
      step();
      Iterator<?> iterator = super.toIterator(value);
      return iterator == null ? null : new Counted(iterator);
    }

    @Override
    public <K, V> Map<K, V> createFetcherCache() {
      return new ConcurrentHashMap<>();
    }

    private final class Counted implements Iterator<@Nullable Object> {

      private final Iterator<?> inner;

      Counted(Iterator<?> inner) {
        this.inner = inner;
      }

      @Override
      public boolean hasNext() {
        return inner.hasNext();
      }

      @Override
      public @Nullable Object next() {
        step();
        return inner.next();
      }
    }
  }

  private static final class Bounded extends Writer {

    private final StringBuilder text = new StringBuilder();

    @Override
    public void write(char[] characters, int from, int length) {
      if (text.length() + length > MAX_PROMPT) {
        throw new TooMuch();
      }
      text.append(characters, from, length);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
