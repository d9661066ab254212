package dev.reeve.kernel.capsule;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.kernel.approval.Wish;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.capsule.CapsuleManifest.ToolAnnouncement;
import dev.reeve.kernel.capsule.Contributions.BroughtTool;
import dev.reeve.kernel.capsule.Guest.GoneException;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.Danger;
import dev.reeve.v1.QuestionKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call of a tool, as people are asked about it.
 *
 * @param values its input
 */
record ToolWish(BroughtTool tool, Map<String, @Nullable Object> values) {

  private static final Duration PREVIEW = Duration.ofSeconds(5);
  private static final int MOST_LINES = 2000;
  private static final int LONGEST_LINE = 2000;

  /**
   * With the version of the capsule that acts, and what the tool says it would change.
   *
   * @throws KernelException UNAVAILABLE or what the tool says where it cannot tell: nobody is asked then
   */
  Wish whole(String version) {
    List<String> details = new ArrayList<>(List.of("capsule " + version));
    if (tool.announcement().mutates()) {
      preview().forEach(line -> details.add("diff " + line));
    }
    return of(tool.announcement(), values, details);
  }

  private List<String> preview() {
    try {
      return tool.guest().serve("preview", tool.announcement().name(), PREVIEW, () -> lines(tool.tool().preview(values)));
    } catch (GoneException replaced) {
      throw new KernelException(dev.reeve.v1.ErrorCode.ERROR_CODE_UNAVAILABLE, "the capsule " + tool.guest().name() + " is being replaced; try again");
    } catch (CapsuleException e) {
      throw GuestFailures.of(e);
    }
  }

  /** Walks the answer while still on the capsule's thread: its list is the capsule's code. */
  private static List<String> lines(@Nullable List<String> said) throws CapsuleException {
    List<String> lines = new ArrayList<>();
    for (String line : said == null ? List.<String>of() : said) {
      String text = String.valueOf(line);
      if (lines.size() == MOST_LINES || text.length() > LONGEST_LINE) {
        throw new CapsuleException(
            CapsuleException.Kind.EXHAUSTED, "what the tool says it would change is more than a person can judge: " + MOST_LINES + " lines of "
                + LONGEST_LINE + " characters");
      }
      lines.add(text);
    }
    return lines;
  }

  /** A call of a tool with that input. */
  static Wish of(ToolAnnouncement announcement, Map<String, @Nullable Object> values, List<String> details) {
    return new Wish(
        QuestionKind.QUESTION_KIND_TOOL, List.of(new Capability("tool:invoke", announcement.name())), Danger.DANGER_NORMAL, announcement.mutates(),
        "call the tool " + announcement.name(), values, details, List.of());
  }

  /** A slash command; {@code values}: its arguments as an object, {@code version}: of the capsule that acts. */
  static Wish command(String name, Map<String, @Nullable Object> values, String version) {
    return new Wish(
        QuestionKind.QUESTION_KIND_TOOL, List.of(new Capability("command:run", name)), Danger.DANGER_NORMAL, false, "run the command /" + name, values,
        List.of("capsule " + version), List.of());
  }
}
