package dev.reeve.kernel.authority;

/** A limit of a session: what lies outside {@code holdings} is taken away, nothing is ever added. */
public record Scope(String name, Holdings holdings) {}
