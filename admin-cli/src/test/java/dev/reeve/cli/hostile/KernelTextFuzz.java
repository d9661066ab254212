package dev.reeve.cli.hostile;

import com.google.protobuf.ByteString;
import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Screen;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Any bytes in place of every text a kernel answers, through whole commands: the first byte chooses the command, the format, and whether the
 * call is refused with it instead. Whatever is printed is only what {@link Allowed} lets through.
 */
public final class KernelTextFuzz {

  private static final String RUN = "0199bbbb-0000-7000-8000-00000000000";
  static final List<String> FORMATS = List.of("table", "wide", "json", "jsonl", "yaml", "name");

  private static final List<String> LINES =
      List.of(
          "run logs " + RUN + "1", "run logs -v " + RUN + "1", "run watch " + RUN + "2", "run watch -v " + RUN + "2", "run show " + RUN + "1",
          "run list", "run files " + RUN + "1", "run files " + RUN + "1 report", "run start echo", "run start steps", "run retry " + RUN + "3",
          "agent logs noisy", "agent list", "agent show default", "agent versions noisy", "tool list", "tool show test/echo", "tool call test/echo",
          "x say hello", "approval list --all", "approval rule list", "audit list --limit 3", "audit tail -n 3", "audit export -", "audit head",
          "capsule list", "capsule reload", "capsule unload test", "group list", "group members admin", "caps show default", "caps catalog",
          "caps explain default run:start", "caps who-can run:start", "key list default", "invite list", "device list", "session list", "who",
          "whoami", "status", "ps", "quota show default", "lockdown status", "run cancel --dry-run " + RUN + "1", "-y lockdown on", "lockdown off");

  private static final TestKernel KERNEL = kernel();

  private KernelTextFuzz() {}

  private static TestKernel kernel() {
    Logger.getLogger("io.netty").setLevel(Level.SEVERE);
    try {
      Path home = Files.createTempDirectory("hostile");
      TestKernel kernel = TestKernel.at(home);
      kernel.runs().file("report", "so".getBytes(StandardCharsets.UTF_8));
      Typed.Desk desk = desk(kernel, Screen.UNKNOWN);
      for (String agent : List.of("binary", "steps", "fails")) {
        Typed unused = desk.type("run", "start", agent);
      }
      return kernel;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static Typed.Desk desk(TestKernel kernel, Screen screen) {
    return new Typed.Desk(kernel.home(), ReeveCommand::execute, new Interrupts(), screen);
  }

  /** What Jazzer calls. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length > 1) {
      int choice = data[0] & 0xff;
      byte[] text = Arrays.copyOfRange(data, 2, data.length);
      type(LINES.get(choice % LINES.size()), FORMATS.get((data[1] & 7) % FORMATS.size()), (data[1] & 0x18) == 0x18, text);
    }
  }

  /** Types every line, each in these formats and refused. */
  static void every(byte[] text, List<String> formats) {
    for (String line : LINES) {
      formats.forEach(format -> type(line, format, false, text));
      type(line, formats.getFirst(), true, text);
    }
  }

  private static void type(String line, String format, boolean refused, byte[] text) {
    String[] words = Stream.concat(Stream.of("--timeout", "20s", "-o", format), Stream.of(line.split(" ", -1))).toArray(String[]::new);
    KERNEL.disguise().put(new String(text, StandardCharsets.UTF_8), ByteString.copyFrom(text), refused);
    try {
      Typed typed = desk(KERNEL, new Screen(false, true)).type(words);
      Allowed.text(typed.bytes().toByteArray(), line + " -o " + format);
      Allowed.drawn(typed.err(), line + " -o " + format + ", standard error");
      if (typed.err().contains("a defect of this program")) {
        throw new AssertionError(line + ": " + typed.err());
      }
    } finally {
      KERNEL.disguise().off();
    }
  }
}
