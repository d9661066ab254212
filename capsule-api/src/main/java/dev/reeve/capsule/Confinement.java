package dev.reeve.capsule;

/**
 * One way of confining a program.
 *
 * @param name {@code namespaces}, {@code landlock}, or {@code none} for a runtime with no foreign code to confine
 * @param usable whether it worked when tried on this host
 * @param detail why not, or what it does not cover; empty when there is nothing to say
 */
public record Confinement(String name, boolean usable, String detail) {}
