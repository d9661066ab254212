package dev.reeve.kernel.capsule;

/**
 * What is asked to be installed.
 *
 * @param fileName as its author named it
 * @param upgrade whether it replaces an installed version
 * @param consent digest of the {@link PermissionReview} that whoever owns the home laid beside the file; empty: none
 * @param allowDowngrade whether it may be older than what was installed before; is asked too
 * @param allowJump whether it may be far beyond it; is asked too
 * @param dryRun whether only what would be is told
 */
public record InstallRequest(
    String fileName, byte[] jar, byte[] signature, boolean upgrade, String consent, boolean allowDowngrade, boolean allowJump, boolean dryRun) {

  CapsuleCheck.Candidate candidate() {
    return new CapsuleCheck.Candidate(fileName, jar, signature);
  }

  VersionRules.Allowed allowed() {
    return new VersionRules.Allowed(allowDowngrade, allowJump);
  }
}
