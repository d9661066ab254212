package dev.reeve.bench.author;

/**
 * A capsule as its author hands it out.
 *
 * @param digest SHA-256 of the jar, hexadecimal
 */
public record SignedCapsule(String fileName, byte[] jar, byte[] signature, String digest) {}
