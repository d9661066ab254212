package dev.reeve.cli.manual;

import java.util.List;
import java.util.Locale;

/** A page of the manual in the language of {@code man(7)}, which troff and mandoc read. Has no date, so that the same build makes the same page. */
final class Roff {

  private final StringBuilder page = new StringBuilder();
  private boolean headed;

  private Roff() {}

  /**
   * A whole page.
   *
   * @param source what stands at the foot, such as a name and version
   */
  static String page(String name, int section, String summary, String source, List<Block> blocks) {
    Roff roff = new Roff();
    roff.line(".TH " + quoted(name.toUpperCase(Locale.ROOT)) + " " + section + " \"\" " + quoted(source) + " " + quoted("Reeve manual"));
    roff.line(".SH NAME");
    roff.line(text(name) + " \\- " + text(summary));
    blocks.forEach(roff::add);
    return roff.page.toString();
  }

  private void add(Block block) {
    switch (block) {
      case Block.Heading heading -> line(".SH " + quoted(heading.text().toUpperCase(Locale.ROOT)));
      case Block.Subheading heading -> line(".SS " + quoted(heading.text()));
      case Block.Paragraph paragraph -> {
        part();
        line(text(paragraph.text()));
      }
      case Block.Literal literal -> {
        part();
        line(".RS 4");
        line(".nf");
        literal.lines().forEach(each -> line(text(each)));
        line(".fi");
        line(".RE");
      }
      case Block.Term term -> {
        line(".TP");
        line("\\fB" + escaped(term.term()) + "\\fR");
        line(term.text().isEmpty() ? "\\&" : text(term.text()));
      }
    }
  }

  /** Begins a paragraph; the first after a heading begins with it. */
  private void part() {
    if (!headed) {
      line(".PP");
    }
  }

  private void line(String line) {
    headed = line.startsWith(".SH ") || line.startsWith(".SS ");
    page.append(line).append('\n');
  }

  /** A line of text, which is no request whatever it begins with. */
  static String text(String from) {
    String escaped = escaped(from);
    return escaped.isEmpty() || escaped.startsWith(".") || escaped.startsWith("\\(aq") || escaped.startsWith(" ") ? "\\&" + escaped : escaped;
  }

  private static String quoted(String from) {
    return "\"" + escaped(from).replace("\"", "\\(dq") + "\"";
  }

  private static String escaped(String from) {
    StringBuilder to = new StringBuilder(from.length() + 16);
    from.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\\' -> to.append("\\e");
                case '-' -> to.append("\\-");
                case '\'' -> to.append("\\(aq");
                case '`' -> to.append("\\(ga");
                case '^' -> to.append("\\(ha");
                case '~' -> to.append("\\(ti");
                default -> {
                  if (c < 0x20) {
                    to.append(' ');
                  } else if (c < 0x7f) {
                    to.append((char) c);
                  } else {
                    to.append(String.format(Locale.ROOT, "\\[u%04X]", c));
                  }
                }
              }
            });
    return to.toString();
  }
}
