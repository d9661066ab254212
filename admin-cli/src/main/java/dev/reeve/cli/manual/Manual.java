package dev.reeve.cli.manual;

import dev.reeve.cli.output.PlainText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All pages of the manual: of {@code reeve}, of each of its first words, and of the texts that are listed here. */
final class Manual {

  /** Pages that are written, by their file; what the kernel and the command line read is in section 5. */
  static final List<String> WRITTEN =
      List.of(
          "reeve-config.toml.5",
          "reeve-kernel.toml.5",
          "reeve-groups.toml.5",
          "reeve-principal.toml.5",
          "reeve-approvals.toml.5",
          "reeve-publishers.toml.5",
          "reeve-first-party.toml.5",
          "reeve-revocations.toml.5",
          "reeve-capsule.toml.5",
          "reeved.8");

  private static final String MAIN = "reeve.1";

  private Manual() {}

  static List<ManualPage> pages(CommandEntry root) {
    List<ManualPage> pages = new ArrayList<>();
    pages.add(written(MAIN, made(root)));
    root.below().forEach(noun -> pages.add(command(noun)));
    WRITTEN.forEach(file -> pages.add(written(file, Map.of("settings", Facts.settings()))));
    return pages;
  }

  private static ManualPage written(String file, Map<String, List<Block>> made) {
    ManualText text = ManualText.read(PlainText.resource(file, Manual.class, "pages/" + file + ".txt").text(), made);
    int dot = file.lastIndexOf('.');
    if (!text.name().equals(file.substring(0, dot))) {
      throw new IllegalArgumentException(file + " is called '" + text.name() + "' by its first line");
    }
    return new ManualPage(text.name(), Integer.parseInt(file.substring(dot + 1)), text.summary(), text.blocks());
  }

  private static Map<String, List<Block>> made(CommandEntry root) {
    Map<String, List<Block>> made = new LinkedHashMap<>();
    made.put("commands", FirstWords.blocks());
    made.put("options", words(root));
    made.put("exit-codes", Facts.exitCodes());
    made.put("pages", List.of(new Block.Paragraph(others(root))));
    return made;
  }

  private static String others(CommandEntry root) {
    Stream<String> nouns = root.below().stream().map(noun -> "reeve-" + noun.name() + "(1)");
    Stream<String> files = WRITTEN.stream().map(file -> file.replaceAll("\\.([0-9])$", "($1)"));
    return String.join(", ", Stream.concat(nouns, files).toList());
  }

  private static ManualPage command(CommandEntry noun) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Heading("Synopsis"));
    blocks.add(new Block.Literal(noun.leaves().map(CommandEntry::synopsis).toList()));
    blocks.add(new Block.Heading("Description"));
    noun.description().forEach(line -> blocks.add(new Block.Paragraph(line)));
    if (noun.below().isEmpty()) {
      if (!noun.words().isEmpty()) {
        blocks.add(new Block.Heading("Options"));
        blocks.addAll(words(noun));
      }
      examples(noun, new Block.Heading("Examples"), blocks);
    } else {
      blocks.add(new Block.Heading("Commands"));
      noun.leaves().forEach(leaf -> verb(leaf, blocks));
    }
    blocks.add(new Block.Heading("See also"));
    blocks.add(new Block.Paragraph("reeve(1) has the options of every command and the exit codes."));
    return new ManualPage("reeve-" + noun.name(), 1, noun.summary(), blocks);
  }

  private static void verb(CommandEntry leaf, List<Block> blocks) {
    blocks.add(new Block.Subheading(leaf.synopsis()));
    leaf.description().forEach(line -> blocks.add(new Block.Paragraph(line)));
    if (!leaf.aliases().isEmpty()) {
      blocks.add(new Block.Paragraph("Also: " + String.join(", ", leaf.aliases()) + "."));
    }
    blocks.addAll(words(leaf));
    examples(leaf, new Block.Paragraph("Examples:"), blocks);
  }

  private static void examples(CommandEntry leaf, Block title, List<Block> blocks) {
    List<String> lines = Examples.of(leaf.path());
    if (!lines.isEmpty()) {
      blocks.add(title);
      blocks.add(new Block.Literal(lines));
    }
  }

  private static List<Block> words(CommandEntry of) {
    return of.words().stream().map(word -> (Block) new Block.Term(word.usage(), word.text())).toList();
  }
}
