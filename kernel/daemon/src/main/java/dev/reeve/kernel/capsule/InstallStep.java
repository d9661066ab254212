package dev.reeve.kernel.capsule;

/** What whoever installs is told on the way. */
public sealed interface InstallStep {

  /** A step that went well, in words. */
  record Progress(String words) implements InstallStep {}

  /** What it would be allowed. */
  record Review(PermissionReview review) implements InstallStep {}
}
