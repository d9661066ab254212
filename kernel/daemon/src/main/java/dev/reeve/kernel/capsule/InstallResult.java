package dev.reeve.kernel.capsule;

import org.jspecify.annotations.Nullable;

/**
 * What came of it.
 *
 * @param installed null for a dry run
 * @param review of a dry run
 */
public record InstallResult(@Nullable InstalledCapsule installed, @Nullable PermissionReview review) {}
