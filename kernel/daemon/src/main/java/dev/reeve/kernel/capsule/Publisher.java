package dev.reeve.kernel.capsule;

import dev.reeve.kernel.authority.CapabilityPattern;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whose capsules are taken, as {@code publishers.toml} says.
 *
 * @param key fingerprint of the public key: SHA-256 of its SubjectPublicKeyInfo, hexadecimal
 * @param inKernel whether its capsules may run inside the kernel
 * @param allowedPermissions what its capsules may ask of the host at most
 * @param notAfter from when on nothing of it is taken; null: never
 * @param development whether its key was made by a build; taken only by a development kernel
 */
record Publisher(
    String name, String key, boolean inKernel, List<CapabilityPattern> allowedPermissions, @Nullable Instant notAfter, boolean revoked, boolean development) {}
