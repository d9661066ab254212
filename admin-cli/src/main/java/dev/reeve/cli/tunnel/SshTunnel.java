package dev.reeve.cli.tunnel;

import dev.reeve.cli.file.Folders;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** A socket of another host at a path of this one, for this user alone, as long as the process of ssh lives that forwards it. */
final class SshTunnel implements AutoCloseable {

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final Duration ENDING = Duration.ofSeconds(2);
  private static final int LONGEST_SOCKET = 107;

  /** What ssh takes for a path as it is: it splits at colons and expands percent and dollar signs. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._/@+,=-]+");

  private final SshAddress address;
  private final Path folder;
  private final Path socket;
  private final Process process;
  private final LastWords words;

  private SshTunnel(SshAddress address, Path folder, Path socket, Process process) {
    this.address = address;
    this.folder = folder;
    this.socket = socket;
    this.process = process;
    this.words = new LastWords(process.getErrorStream());
  }

  /**
   * Starts ssh and waits until the socket here takes connections.
   *
   * @throws ReeveException when there is no ssh, it fails, the time is over, or the thread is interrupted; nothing is left then
   */
  static SshTunnel open(String program, SshAddress address, Map<String, String> environment, Duration bound) {
    try {
      Path folder = folder(environment);
      try {
        return started(program, address, environment, folder).whenReady(bound);
      } catch (IOException | RuntimeException failed) {
        Folders.remove(folder);
        throw failed;
      }
    } catch (IOException failed) {
      throw ReeveException.local(
          LocalError.UNREACHABLE, "ssh cannot be run to reach " + address + ": " + failed.getMessage(), "see what is installed as ssh");
    }
  }

  private static SshTunnel started(String program, SshAddress address, Map<String, String> environment, Path folder) throws IOException {
    Path socket = folder.resolve("kernel.sock");
    ProcessBuilder builder = new ProcessBuilder(SshCommand.of(program, address, socket, environment));
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile())).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    return new SshTunnel(address, folder, socket, builder.start());
  }

  /** A new folder for this user alone, where its path suits a socket and ssh. */
  private static Path folder(Map<String, String> environment) throws IOException {
    List<String> places = new ArrayList<>();
    places.add(environment.getOrDefault("XDG_RUNTIME_DIR", ""));
    places.add(System.getProperty("java.io.tmpdir", ""));
    places.add("/tmp");
    IOException last = new IOException("there is no folder for its socket");
    for (String place : places) {
      try {
        if (suits(place)) {
          return Files.createTempDirectory(
              Path.of(place), "reeve-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
      } catch (IOException | InvalidPathException unusable) {
        last = unusable instanceof IOException io ? io : last;
      }
    }
    throw last;
  }

  private static boolean suits(String place) {
    int bytes = place.getBytes(StandardCharsets.UTF_8).length + "/reeve-18446744073709551615/kernel.sock".length();
    return place.startsWith("/") && bytes <= LONGEST_SOCKET && PLAIN.matcher(place).matches();
  }

  private SshTunnel whenReady(Duration bound) {
    long deadline = System.nanoTime() + bound.toNanos();
    try {
      while (!answers()) {
        if (!process.isAlive()) {
          throw ReeveException.local(LocalError.UNREACHABLE, "ssh does not reach " + address + said(words.atEnd()), byHand());
        }
        if (System.nanoTime() - deadline > 0) {
          throw ReeveException.local(
              LocalError.TIMED_OUT,
              "ssh did not reach " + address + " in " + bound.toMillis() + " ms" + said(words.soFar()),
              "give it more time with --timeout; or " + byHand());
        }
        LockSupport.parkNanos(POLL_NANOS);
        if (Thread.currentThread().isInterrupted()) {
          throw ReeveException.local(LocalError.INTERRUPTED, "interrupted", "");
        }
      }
      return this;
    } catch (RuntimeException failed) {
      close();
      throw failed;
    }
  }

  private boolean answers() {
    if (!Files.exists(socket)) {
      return false;
    }
    try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static String said(String words) {
    return words.isEmpty() ? "" : ": " + words;
  }

  private String byHand() {
    return "see that 'ssh " + (address.port() == 0 ? "" : "-p " + address.port() + " ") + (address.user().isEmpty() ? "" : address.user() + "@")
        + address.host() + "' works without asking anything";
  }

  /** The socket here. */
  Path socket() {
    return socket;
  }

  /** Whether ssh still forwards. */
  boolean open() {
    return process.isAlive();
  }

  /** What ssh said of late; empty for nothing. */
  String words() {
    return process.isAlive() ? words.soFar() : words.atEnd();
  }

  /** Ends ssh and removes the folder; safe to call twice and from another thread. */
  @Override
  public void close() {
    process.destroy();
    boolean interrupted = Thread.interrupted();
    try {
      if (!process.waitFor(ENDING)) {
        process.destroyForcibly().waitFor(ENDING);
      }
    } catch (InterruptedException again) {
      process.destroyForcibly();
      interrupted = true;
    }
    try {
      Folders.remove(folder);
    } catch (IOException left) {
      // An empty folder that only this user can see; the system clears it away.
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
