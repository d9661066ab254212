package dev.reeve.cli.doctor;

import dev.reeve.cli.call.Invocation;
import dev.reeve.client.ReeveException;
import dev.reeve.evidence.ChainVerifier;
import dev.reeve.evidence.PinnedKeys;
import dev.reeve.evidence.UnreadableChainException;
import dev.reeve.evidence.Verification;
import java.io.IOException;
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
    List<Finding> findings = new ArrayList<>(ConfigurationChecks.all(call.globals().settings()));
    findings.addAll(kernel.findings());
    if (call.remote().isPresent()) {
      findings.add(Finding.ok("home", "it is on another host, and so not looked at: run 'reeve doctor' there"));
      return findings;
    }
    Path told = kernel.status() == null || kernel.status().getHome().isEmpty() ? null : Path.of(kernel.status().getHome());
    Path home;
    try {
      home = told != null && Files.isDirectory(told.resolve("etc")) ? told : call.homeToStart();
    } catch (ReeveException unsaid) {
      findings.add(Finding.warn("home", unsaid.report().message(), unsaid.report().remedy()));
      return findings;
    }
    if (!answers) {
      findings.addAll(chain(home));
    }
    findings.addAll(new HomeChecks(home, call.socket(), fix).all(answers));
    findings.addAll(HostChecks.all(home));
    return findings;
  }

  /** The chain as its files are, by the keys that are pinned beside it; nothing where there is none yet. */
  private static List<Finding> chain(Path home) {
    Path folder = home.resolve("var").resolve("audit");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Finding> findings = new ArrayList<>();
    PinnedKeys pinned = null;
    try {
      pinned = PinnedKeys.read(home.resolve("etc").resolve("trust").resolve("audit.pub"));
    } catch (IOException unusable) {
      findings.add(
          Finding.warn(
              "audit", "the chain's signatures are not checked, its keys cannot be used: " + unusable.getMessage(),
              "run this as the kernel's user, or put a copy of etc/trust/audit.pub back"));
    }
    try {
      Verification found = ChainVerifier.verify(folder, pinned, null);
      findings.add(
          found.intact()
              ? Finding.ok("audit", "the chain is intact: records " + found.firstSeq() + " to " + found.records() + ", head " + found.head())
              : Finding.fail("audit", "the chain is broken: " + found.problem(), "keep a copy of " + folder + " and find out who changed it"));
      if (found.leftovers() > 0) {
        findings.add(
            Finding.warn("audit", found.leftovers() + " segments of pruned records are still in " + folder, "the kernel removes them when it starts"));
      }
    } catch (UnreadableChainException unreadable) {
      findings.add(Finding.warn("audit", "the chain cannot be read: " + unreadable.getMessage(), "run this as the kernel's user"));
    }
    return findings;
  }
}
