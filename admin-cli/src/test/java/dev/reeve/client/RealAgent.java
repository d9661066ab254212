package dev.reeve.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process {@code ssh-agent} with a socket in a folder, ended with it; and the programs that give it keys. */
public final class RealAgent implements AutoCloseable {

  private static final String NEEDED = "these tests need OpenSSH's client (Debian: apt-get install openssh-client)";

  private final Path folder;
  private final Process process;

  public RealAgent(Path folder) throws IOException {
    this.folder = folder;
    try {
      process = new ProcessBuilder("ssh-agent", "-D", "-a", socket()).directory(folder.toFile()).redirectErrorStream(true).start();
    } catch (IOException absent) {
      throw new UncheckedIOException(NEEDED, absent);
    }
    // It says where it listens once it does.
    assertThat(process.inputReader(StandardCharsets.UTF_8).readLine()).contains(socket());
  }

  /** For SSH_AUTH_SOCK. */
  public String socket() {
    return folder.resolve("agent.sock").toString();
  }

  /** Makes a key of that type in the folder and gives it to the agent, with the file's name as its comment. */
  public Path add(String name, String type, String... options) throws Exception {
    Path file = folder.resolve(name);
    run("ssh-keygen", "-q", "-t", type, "-N", "", "-C", name, "-f", file.toString());
    List<String> words = new ArrayList<>(List.of("ssh-add", "-q"));
    words.addAll(List.of(options));
    words.add(file.toString());
    run(words.toArray(String[]::new));
    return file;
  }

  /** Runs a program against the agent; what it printed. */
  public String run(String... words) throws Exception {
    ProcessBuilder program = new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
    program.environment().putAll(Map.of("SSH_AUTH_SOCK", socket(), "SSH_ASKPASS", "/bin/false", "SSH_ASKPASS_REQUIRE", "force"));
    Process running = program.start();
    running.getOutputStream().close();
    String text = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(running.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(running.exitValue()).as("%s: %s", String.join(" ", words), text).isZero();
    return text;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
    try {
      Files.deleteIfExists(Path.of(socket()));
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }
}
