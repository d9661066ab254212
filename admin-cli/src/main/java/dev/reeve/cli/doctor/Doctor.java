package dev.reeve.cli.doctor;

import dev.reeve.cli.call.Invocation;
import dev.reeve.evidence.ChainVerifier;
import dev.reeve.evidence.UnreadableChainException;
import dev.reeve.evidence.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks at everything, with a kernel and without. */
public final class Doctor {

  /** Longest wait for one answer: reading a long audit chain takes a while. */
  private static final Duration ASKING = Duration.ofMinutes(2);

  private Doctor() {}

  /**
   * All findings, in the order they matter in.
   *
   * @param fix repair what is safe to repair: permissions of this user's own files, and a socket nobody listens on
   */
  public static List<Finding> examine(Invocation call, boolean fix) {
    KernelChecks.Answer kernel = KernelChecks.ask(() -> call.connect(call.globals().timeoutOr(ASKING)));
    boolean answers = kernel.status() != null;
    Path told = kernel.status() == null || kernel.status().getHome().isEmpty() ? null : Path.of(kernel.status().getHome());
    Path home = told != null && Files.isDirectory(told.resolve("etc")) ? told : call.homeToStart();
    List<Finding> findings = new ArrayList<>(kernel.findings());
    if (!answers) {
      findings.addAll(chain(home.resolve("var").resolve("audit")));
    }
    findings.addAll(new HomeChecks(home, call.socket(), fix).all(answers));
    findings.addAll(HostChecks.all(home));
    return findings;
  }

  /** The chain as its files are; nothing where there is none yet. */
  private static List<Finding> chain(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try {
      Verification found = ChainVerifier.verify(folder, null);
      String problem = String.valueOf(found.problem());
      return List.of(
          found.intact()
              ? Finding.ok("audit", "the chain is intact: " + found.records() + " records, head " + found.head())
              : Finding.fail("audit", "the chain is broken: " + problem, "keep a copy of " + folder + " and find out who changed it"));
    } catch (UnreadableChainException unreadable) {
      return List.of(Finding.warn("audit", "the chain cannot be read: " + unreadable.getMessage(), "run this as the kernel's user"));
    }
  }
}
