package dev.reeve.cli.hostile;

import dev.reeve.cli.approval.CardText;
import dev.reeve.cli.call.ErrorLines;
import dev.reeve.cli.output.Format;
import dev.reeve.cli.output.JsonText;
import dev.reeve.cli.output.Look;
import dev.reeve.cli.output.Output;
import dev.reeve.cli.output.Printable;
import dev.reeve.cli.output.PrintableStream;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.progress.Amounts;
import dev.reeve.cli.progress.Notices;
import dev.reeve.cli.progress.Progress;
import dev.reeve.client.ErrorReport;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalAnswer;
import dev.reeve.v1.Question;
import dev.reeve.v1.Tool;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Any bytes as the text of an agent, through every class that prints such text. What comes out is only what {@link Allowed} lets through; it
 * is the same however the bytes were cut; of texts without a backslash each can be told from its escaped form; and formats for programs
 * still hold the text itself.
 */
public final class PrintedTextFuzz {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-f]{4})|([nt]))");
  private static final TableView<Tool> TOOL =
      TableView.of(Tool::getName).with("NAME", Tool::getName).with("WHAT", 9, Tool::getDescription).with("OF", Tool::getCapsule);

  private PrintedTextFuzz() {}

  /** What Jazzer calls. */
  public static void fuzzerTestOneInput(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    escaped(text);
    escaped(new String(data, StandardCharsets.UTF_16BE));
    streamed(data, text);
    for (Format format : Format.values()) {
      output(text, format);
      error(text, format);
    }
    JsonText.lines(text).forEach(line -> Allowed.line(line, "lines of JSON"));
    CardText.of(approval(text)).forEach(line -> Allowed.drawn(line, "card"));
    drawn(text);
  }

  private static void escaped(String text) {
    String shown = Printable.text(text);
    String line = Printable.line(text);
    Allowed.text(shown, "text");
    Allowed.line(line, "line");
    expect(Printable.text(shown).equals(shown) && Printable.line(line).equals(line), text, "is escaped twice");
    if (text.indexOf('\\') < 0) {
      expect(unescaped(shown).equals(text) && unescaped(line).equals(text), text, "cannot be told from " + line);
    }
  }

  private static String unescaped(String shown) {
    return ESCAPE.matcher(shown).replaceAll(
        escape -> escape.group(2) != null ? (escape.group(2).equals("n") ? "\n" : "\t") : literal((char) Integer.parseInt(escape.group(1), 16)));
  }

  private static String literal(char unit) {
    return unit == '\\' || unit == '$' ? "\\" + unit : String.valueOf(unit);
  }

  private static void streamed(byte[] data, String text) {
    int piece = data.length == 0 ? 1 : 1 + (data[0] & 7);
    byte[] printed =
        printed(
            out -> {
              PrintableStream stream = new PrintableStream(out);
              for (int at = 0; at < data.length; at += piece) {
                stream.write(data, at, Math.min(piece, data.length - at));
              }
              stream.finish();
            });
    Allowed.text(printed, "stream");
    expect(new String(printed, StandardCharsets.UTF_8).equals(Printable.text(text)), text, "depends on how it is cut");
  }

  private static void output(String text, Format format) {
    Tool tool = Tool.newBuilder().setName(text).setDescription(text).setCapsule("end").setInputSchema(text).build();
    byte[] one = printed(out -> new Output(out, Look.of(format)).one(tool, TOOL));
    byte[] list = printed(out -> new Output(out, Look.of(format)).list(List.of(tool, tool), TOOL));
    byte[] stream = printed(out -> new Output(out, Look.of(format)).stream(TOOL).accept(tool));
    for (byte[] each : List.of(one, list, stream)) {
      Allowed.text(each, "-o " + format);
      holds(new String(each, StandardCharsets.UTF_8), format, text);
    }
    if (format == Format.table || format == Format.wide) {
      expect(count(list, '\n') == 3, text, "makes lines of its own in a table");
    }
    Allowed.text(printed(out -> new Output(out, Look.of(format)).line(text)), "a line to " + format);
  }

  private static void error(String text, Format format) {
    ErrorReport report =
        new ErrorReport(text, text, text, 1, List.of(new ErrorReport.Field(text, text + "!")), Map.of(text, text, "name", text), text);
    byte[] printed = printed(err -> ErrorLines.print(report, format, true, err));
    Allowed.text(printed, "error to " + format);
    if (format != Format.name) {
      holds(new String(printed, StandardCharsets.UTF_8), format, text);
    }
  }

  /** Formats for programs have the text itself somewhere. */
  private static void holds(String printed, Format format, String text) {
    switch (format) {
      case json, jsonl -> {
        for (String document : format == Format.json ? List.of(printed) : printed.lines().toList()) {
          expect(within(JSON.readTree(document), text), text, "is another in " + document);
        }
      }
      case yaml -> expect(within(new Load(LoadSettings.builder().build()).loadFromString(printed), text), text, "is another in " + printed);
      default -> {}
    }
  }

  private static boolean within(JsonNode node, String text) {
    return node.isString() ? node.asString().equals(text) : node.valueStream().anyMatch(each -> within(each, text));
  }

  private static boolean within(Object node, String text) {
    return switch (node) {
      case Map<?, ?> map -> map.values().stream().anyMatch(each -> within(each, text));
      case List<?> list -> list.stream().anyMatch(each -> within(each, text));
      default -> text.equals(node);
    };
  }

  private static Approval approval(String text) {
    Question question =
        Question.newBuilder()
            .setAsker(text).setAskerId(text).setRun(text).setDescription(text).addCapabilities(text).setArguments(text)
            .addDetails(text).addDetails("diff +" + text).setKernelId(text).setNeeds(2)
            .build();
    return Approval.newBuilder()
        .setId(text).setQuestion(question).setReason(text).setWhy(text).setDigest(text)
        .addAnswers(ApprovalAnswer.newBuilder().setPrincipal(text).setReason(text))
        .build();
  }

  private static void drawn(String text) {
    byte[] printed =
        printed(
            err -> {
              Notices notices = new Notices(err);
              AtomicLong clock = new AtomicLong();
              try (Progress progress = new Progress(text, Amounts.BYTES, Progress.Way.DRAWN, notices, 50, () -> clock.addAndGet(1L << 30))) {
                progress.total(100);
                progress.done(40);
                notices.line(text);
                notices.draw(text, 30);
              }
            });
    Allowed.drawn(new String(printed, StandardCharsets.UTF_8), "progress");
  }

  private static byte[] printed(Consumer<PrintStream> printing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream to = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    printing.accept(to);
    to.flush();
    return bytes.toByteArray();
  }

  private static long count(byte[] printed, char wanted) {
    return new String(printed, StandardCharsets.UTF_8).chars().filter(c -> c == wanted).count();
  }

  private static void expect(boolean holds, String text, String otherwise) {
    if (!holds) {
      throw new AssertionError("'" + Printable.line(text) + "' " + otherwise);
    }
  }
}
