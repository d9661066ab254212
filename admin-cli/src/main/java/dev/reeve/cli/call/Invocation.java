package dev.reeve.cli.call;

import dev.reeve.cli.config.KernelAddress;
import dev.reeve.cli.config.Setting;
import dev.reeve.cli.output.Output;
import dev.reeve.cli.output.Pager;
import dev.reeve.cli.progress.Amounts;
import dev.reeve.cli.progress.Notices;
import dev.reeve.cli.progress.Progress;
import dev.reeve.cli.tunnel.SshAddress;
import dev.reeve.client.Approver;
import dev.reeve.client.ErrorReport;
import dev.reeve.client.KernelClient;
import dev.reeve.client.LocalError;
import dev.reeve.client.LoginKey;
import dev.reeve.client.ReeveException;
import dev.reeve.client.SocketPath;
import dev.reeve.client.StatusReport;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One line given to the command tree, from parsing to exit code. Holds at most one connection, which ends with it. */
public final class Invocation implements AutoCloseable {

  /** Runs a line through the whole command tree and answers its exit code. */
  public interface Lines {
    int run(List<String> words, Surroundings surroundings);
  }

  private final Surroundings surroundings;
  private final Lines lines;
  private final Globals globals;
  private final Notices notices;
  private @Nullable KernelClient client;
  private @Nullable Path reached;
  private Interrupts.@Nullable Registration onInterrupt;
  private volatile boolean closedByUser;
  private @Nullable Approver approver;

  public Invocation(Surroundings surroundings, Lines lines) {
    this.surroundings = surroundings;
    this.globals = new Globals(surroundings);
    this.lines = lines;
    this.notices = new Notices(surroundings.err());
  }

  /** Has this asked about calls that need an approval. */
  public void approveWith(Approver whom) {
    approver = whom;
  }

  public Surroundings surroundings() {
    return surroundings;
  }

  public Globals globals() {
    return globals;
  }

  public Output output() {
    return new Output(surroundings.out(), globals.look(), this::table);
  }

  /** A table on a terminal that it is longer than is paged. */
  private void table(List<String> lines) {
    boolean overflows = surroundings.screen().outTerminal() && lines.size() >= surroundings.lines();
    Pager pager = overflows ? globals.pager() : null;
    if (pager != null) {
      pager.show(lines, surroundings.out());
    } else {
      lines.forEach(surroundings.out()::println);
    }
  }

  /** Tells something on the way to the result, on standard error, unless asked to be quiet. */
  public void tell(String text) {
    if (!globals.quiet()) {
      notices.line(text);
    }
  }

  /** @throws ReeveException when nobody reads standard output any more */
  public void requireReader() {
    if (surroundings.out().checkError()) {
      throw ReeveException.local(LocalError.FAILED, "standard output took only a part", "see what reads it");
    }
  }

  /** What is told on standard error, whether or not only results are wanted. */
  public Notices notices() {
    return notices;
  }

  /** Whether a line of standard error may be drawn over. */
  public boolean drawsOver() {
    return surroundings.screen().errTerminal() && !"dumb".equals(surroundings.variable("TERM"));
  }

  /**
   * Begins to tell of work that may take long, unless asked to be quiet.
   *
   * @param label what is done, such as {@code sending x.capsule.jar}
   */
  public Progress progress(String label, Amounts counted) {
    Progress.Way way = globals.quiet() ? Progress.Way.SILENT : drawsOver() ? Progress.Way.DRAWN : Progress.Way.LINES;
    return new Progress(label, counted, way, notices, surroundings.columns(), System::nanoTime).ticking();
  }

  /** The same for work whose result goes to standard output meanwhile: nothing is told where that may be the same terminal. */
  public Progress progressBesideResult(String label, Amounts counted) {
    return surroundings.screen().outPiped() ? progress(label, counted) : Progress.silent();
  }

  /**
   * Socket of the kernel that is meant, on this host; to one on another host the way is opened, once for all lines of a shell.
   *
   * @throws ReeveException when its path is too long, or the other host is not reached
   */
  public Path socket() {
    KernelAddress kernel = globals.settings().kernel();
    Path socket = kernel == null ? SocketPath.usual(surroundings.userHome()) : kernel.socket(this::tunnel);
    reached = socket;
    return socket;
  }

  /** Address of the kernel that is meant, where it is on another host: neither its files nor its processes are seen from here. */
  public Optional<SshAddress> remote() {
    return globals.settings().kernel() instanceof KernelAddress.Remote(SshAddress address) ? Optional.of(address) : Optional.empty();
  }

  private Path tunnel(SshAddress address) {
    try (Interrupts.Registration _ = surroundings.interrupts().register(Thread.currentThread()::interrupt)) {
      return surroundings.kept().tunnels().to(address, globals.settings().certain(Setting.SSH_PROGRAM), globals.deadline());
    }
  }

  /**
   * Home of a kernel to start.
   *
   * @throws ReeveException when the context says only where its kernel listens
   */
  public Path homeToStart() {
    return globals.homeToStart();
  }

  /** Connects, with the usual deadline for unary calls unless --timeout says otherwise. */
  public KernelClient connect() {
    return connect(globals.deadline());
  }

  /**
   * Connects with a deadline for unary calls, and proves the key that was given, if any; an interrupt ends the calls.
   *
   * @throws ReeveException when there is no socket, or the key cannot be used
   */
  public KernelClient connect(Duration deadline) {
    LoginKey login = key();
    if (login == null) {
      return connectWithoutKey(deadline);
    }
    close();
    try (Interrupts.Registration _ = surroundings.interrupts().register(Thread.currentThread()::interrupt)) {
      return keep(KernelClient.connect(socket(), globals.principal(), deadline, login));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ReeveException(ErrorReport.local(LocalError.INTERRUPTED, "interrupted", ""), stopped);
    }
  }

  /**
   * Connects as whom the kernel takes the process for, whatever key was given.
   *
   * @throws ReeveException when there is no socket
   */
  public KernelClient connectWithoutKey(Duration deadline) {
    close();
    return keep(KernelClient.connect(socket(), globals.principal(), deadline));
  }

  /** The key that was given to be proved, as it is named; null when none was. */
  public @Nullable String keyWord() {
    return globals.key();
  }

  /**
   * The key that was given to be proved, opened; null when none was.
   *
   * @throws ReeveException when it cannot be used
   */
  public @Nullable LoginKey key() {
    String word = keyWord();
    return word == null ? null : key(word);
  }

  /**
   * The key that is named by {@code FILE}, {@code agent} or {@code agent:ID}, opened; its passphrase is asked for where it has one.
   *
   * @throws ReeveException when it cannot be used
   */
  public LoginKey key(String word) {
    return surroundings.keys().open(word, passphrases());
  }

  /**
   * A passphrase for a new key in that file, which the caller overwrites.
   *
   * @throws ReeveException when it is not to be had, or too short
   */
  public char[] newPassphrase(Path file) {
    return passphrases().chosen(file);
  }

  private PassphraseInput passphrases() {
    return new PassphraseInput(globals.passphraseFileToRead(), globals.noInput(), surroundings.typed());
  }

  private KernelClient keep(KernelClient fresh) {
    fresh.useApproval(globals.approval());
    client = fresh;
    closedByUser = false;
    if (approver != null) {
      fresh.approveWith(approver);
    }
    onInterrupt =
        surroundings
            .interrupts()
            .register(
                () -> {
                  closedByUser = true;
                  fresh.close();
                });
    return fresh;
  }

  /** Runs another line through the tree; none of this one's options apply to it. */
  public int run(List<String> words, Surroundings within) {
    return lines.run(words, within);
  }

  /** What the user is told of a failure. */
  public ErrorReport report(Throwable failure) {
    if (closedByUser) {
      return ErrorReport.local(LocalError.INTERRUPTED, "interrupted", "");
    }
    ErrorReport report = plainly(failure);
    if (reached == null || !report.message().contains(reached.toString())) {
      return report;
    }
    return remote().map(address -> farAway(address)).orElse(report);
  }

  /** Nobody answers at the end of a tunnel. */
  private ErrorReport farAway(SshAddress address) {
    String said = surroundings.kept().tunnels().words(address);
    return ErrorReport.local(
        LocalError.UNREACHABLE,
        "no kernel answers at " + address + (said.isEmpty() ? "" : ": ssh said: " + said),
        "see on that host whether a kernel listens there, and whether your user there may open its socket");
  }

  private ErrorReport plainly(Throwable failure) {
    return switch (failure) {
      case ReeveException told -> told.report();
      case StatusRuntimeException status -> refused(status);
      case UncheckedIOException io -> unreadable(io);
      case IOException io -> unreadable(io);
      case InterruptedException stopped -> ErrorReport.local(LocalError.INTERRUPTED, "interrupted", "");
      default ->
          ErrorReport.local(
              LocalError.DEFECT, "a defect of this program: " + failure, "run it again with REEVE_DEBUG=1 and report what it prints");
    };
  }

  private ErrorReport refused(StatusRuntimeException status) {
    if (status.getCause() instanceof ReeveException told) {
      return told.report();
    }
    String ended = client == null ? null : client.sessionEnded();
    if (ended != null) {
      return ErrorReport.local(LocalError.FAILED, "the kernel ended the session of this key: " + ended, "prove a key that is registered");
    }
    return StatusReport.of(status, reached == null ? SocketPath.SYSTEM : reached, client == null ? "" : client.lastRequestId());
  }

  private static ErrorReport unreadable(Exception failure) {
    return ErrorReport.local(
        LocalError.FAILED, "a file cannot be read or written: " + failure.getMessage(), "check the path and its permissions");
  }

  /** Ends the connection, if there is one. */
  @Override
  public void close() {
    if (onInterrupt != null) {
      onInterrupt.close();
      onInterrupt = null;
    }
    if (client != null) {
      client.close();
      client = null;
    }
  }
}
