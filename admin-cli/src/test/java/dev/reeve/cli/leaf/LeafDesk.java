package dev.reeve.cli.leaf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.seal.SealDesk;
import dev.reeve.cli.testkernel.TestApprovals;
import dev.reeve.cli.testkernel.TestBackup;
import dev.reeve.cli.testkernel.TestChain;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.client.LoginKey;
import dev.reeve.v1.RunState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A kernel, files, and a place to type the lines of scenarios at. */
final class LeafDesk implements AutoCloseable {

  private static final Pattern WORD = Pattern.compile("\\{(\\w+)}");

  final TestKernel kernel;
  private final Path home;
  private final Path dir;

  LeafDesk(Path folder) throws IOException {
    home = Files.createDirectories(folder.resolve("h"));
    dir = Files.createDirectories(folder.resolve("d"));
    kernel = TestKernel.at(home);
  }

  /** Types the lines that come before; each has to succeed. */
  List<String> prepared(Scenario scenario) {
    for (String line : scenario.setup()) {
      if (line.startsWith("!")) {
        put(line.substring(1));
      } else {
        succeeds(words(line));
      }
    }
    return words(scenario.line());
  }

  /** Types a line, with options before it. */
  Typed type(List<String> words, String... more) {
    String[] line = Stream.concat(Stream.of(more), words.stream()).toArray(String[]::new);
    return new Typed.Desk(home, ReeveCommand::execute).type(line);
  }

  Typed succeeds(List<String> words, String... more) {
    Typed typed = type(words, more);
    assertThat(typed.exit()).as("%s %s\n%s%s", words, List.of(more), typed.out(), typed.err()).isZero();
    return typed;
  }

  private void put(String name) {
    try {
      switch (name) {
        case "log" -> Files.writeString(Files.createDirectories(home.resolve("var/log")).resolve("reeved.log"), "reeved: ready\nreeved: stopped\n");
        case "old-config" -> Files.writeString(Files.createDirectories(home.resolve(".config/reeve")).resolve("config.toml"), "no_input = true\n");
        default -> throw new IllegalArgumentException(name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The words of a line, with what stands in braces. */
  private List<String> words(String line) {
    List<String> words = new ArrayList<>();
    for (String word : line.split(" ", -1)) {
      if (word.equals("{with}")) {
        words.addAll(List.of("--with-key", given("key")));
      } else {
        words.add(WORD.matcher(word).replaceAll(found -> Matcher.quoteReplacement(given(found.group(1)))));
      }
    }
    return words;
  }

  private String given(String name) {
    try {
      return switch (name) {
        case "dir" -> dir.toString();
        case "manifest" -> manifest("1.0.0");
        case "manifest2" -> manifest("1.1.0");
        case "jar" -> new SealDesk(dir).capsule().toString();
        case "signed" -> signed();
        case "key" -> key().toString();
        case "token" -> token().toString();
        case "hex" -> "ab".repeat(32);
        case "run" -> succeeds(List.of("run", "start", "waits", "--detach", "-o", "name")).out().strip();
        case "waiting" -> {
          String run = given("run");
          kernel.runs().enter(run, RunState.RUN_STATE_WAITING_FOR_APPROVAL);
          yield run;
        }
        case "ended" -> succeeds(List.of("run", "start", "echo", "--input", "1", "--detach", "-o", "name")).out().strip();
        case "failed" -> succeeds(List.of("run", "start", "fails", "--detach", "-o", "name")).out().strip();
        case "question" -> kernel.approvals().ask(TestApprovals.question("write", "{\"path\":\"/srv/a\"}"));
        case "rule" ->
            succeeds(words("approval rule add --for bot --capability tool:invoke@files/write --any -y {with} -o name")).out().strip();
        case "zip" -> TestBackup.of(TestChain.of(12)).zip(dir.resolve("b.zip")).toString();
        case "astrid" -> astrid().toString();
        default -> throw new IllegalArgumentException(name);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path astrid() throws IOException {
    Path other = dir.resolve("astrid");
    Files.writeString(Files.createDirectories(other.resolve("etc/profiles")).resolve("night.toml"), "groups = [\"agent\"]\n");
    Files.writeString(other.resolve("etc/layout-version"), "1\n");
    return other;
  }

  private String manifest(String version) throws IOException {
    return Files.writeString(dir.resolve("bot-" + version + ".yaml"), """
            apiVersion: reeve.dev/v1
            kind: Agent
            metadata:
              name: bot
              version: %s
            spec:
              runtime:
                name: process
                command: [/bin/true]
            """.formatted(version)).toString();
  }

  private String signed() throws IOException {
    Path jar = new SealDesk(dir).capsule();
    Files.writeString(Path.of(jar + ".p7s"), "a signature");
    return jar.toString();
  }

  private Path key() throws IOException {
    Path file = dir.resolve("ada.key");
    if (!Files.exists(file)) {
      LoginKey unused = LoginKey.generate(file);
    }
    return file;
  }

  private Path token() throws IOException {
    Path file = Files.writeString(dir.resolve("token"), "reeve-token-abc\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Override
  public void close() {
    kernel.close();
  }
}
