package dev.reeve.kernel.agent;

import dev.reeve.kernel.fault.KernelException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition on labels: {@code key=value}, {@code key!=value} (also where the key is not there) or {@code key}.
 *
 * @param value null: any
 */
record LabelFilter(String key, @Nullable String value, boolean equal) {

  static final int MOST = 16;

  /**
   * Reads conditions.
   *
   * @throws KernelException INVALID_ARGUMENT for what is none, and for more than {@link #MOST}
   */
  static List<LabelFilter> parse(List<String> texts) {
    if (texts.size() > MOST) {
      throw KernelException.invalid("labels", "has " + texts.size() + " conditions; at most " + MOST + " are allowed");
    }
    return texts.stream().map(LabelFilter::parse).toList();
  }

  private static LabelFilter parse(String text) {
    int at = text.indexOf('=');
    boolean equal = at <= 0 || text.charAt(at - 1) != '!';
    String key = at < 0 ? text : text.substring(0, equal ? at : at - 1);
    String value = at < 0 ? null : text.substring(at + 1);
    String wrong = Labels.wrongKey(key);
    if (wrong == null && value != null) {
      wrong = Labels.wrongValue(value);
    }
    if (wrong != null) {
      throw KernelException.invalid("labels", "wanted: key=value, key!=value or key; " + wrong);
    }
    return new LabelFilter(key, value, equal);
  }
}
