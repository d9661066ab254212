package dev.reeve.kernel.capsule;

import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.linkcheck.Finding;
import dev.reeve.kernel.linkcheck.LinkCheck;
import java.util.List;
import java.util.stream.Collectors;

/** The link check of what runs in the kernel; exceptions come from the publisher's trust entry alone. */
final class LinkRule {

  private static final String FAMILY = "jdk:";

  /** Findings a refusal tells in words. */
  private static final int TOLD = 10;

  private LinkRule() {}

  /**
   * Checks the classes of a jar.
   *
   * @throws dev.reeve.kernel.fault.KernelException CAPSULE_REFUSED with the first findings
   */
  static void check(CapsuleArchive archive, Publisher publisher) {
    List<Finding> findings = LinkCheck.check(archive.classes(), permission -> granted(publisher, permission));
    if (!findings.isEmpty()) {
      String told = findings.stream().limit(TOLD).map(Finding::words).collect(Collectors.joining("; "));
      String rest = findings.size() <= TOLD ? "" : "; and " + (findings.size() - TOLD) + " more";
      throw Refusal.LINK.because(told + rest);
    }
  }

  /** A pattern has to say {@code jdk:} itself: one for everything does not mean this. */
  private static boolean granted(Publisher publisher, String permission) {
    Capability wanted = new Capability(permission, null);
    return publisher.allowedPermissions().stream().filter(pattern -> pattern.text().startsWith(FAMILY)).anyMatch(pattern -> pattern.matches(wanted));
  }
}
