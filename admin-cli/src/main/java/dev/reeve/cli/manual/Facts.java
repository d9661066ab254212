package dev.reeve.cli.manual;

import dev.reeve.cli.config.Setting;
import dev.reeve.cli.output.Format;
import dev.reeve.client.ErrorReasons;
import dev.reeve.client.ExitCode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Blocks made of what the program itself goes by. */
final class Facts {

  private Facts() {}

  /** What each exit code means, and which reasons of errors end with it. */
  static List<Block> exitCodes() {
    return Arrays.stream(ExitCode.values())
        .map(
            exit -> {
              List<String> reasons = ErrorReasons.endingWith(exit);
              String of = reasons.isEmpty() ? "" : " Reasons: " + String.join(", ", reasons) + ".";
              return (Block) new Block.Term(Integer.toString(exit.code()), exit.meaning() + "." + of);
            })
        .toList();
  }

  /** What can be configured of this program, with what counts before the file. */
  static List<Block> settings() {
    return Arrays.stream(Setting.values())
        .map(
            setting -> {
              String builtIn = setting.builtIn() == null ? "" : " " + setting.builtIn() + " unless said.";
              String before = setting.flag().isEmpty() ? setting.variable() : setting.flag() + " and " + setting.variable();
              return (Block) new Block.Term(setting.key(), setting.description() + builtIn + " Before it: " + before + ".");
            })
        .toList();
  }

  static List<Block> formats() {
    return List.of(new Block.Paragraph("Formats: " + Arrays.stream(Format.values()).map(Enum::name).collect(Collectors.joining(", ")) + "."));
  }
}
