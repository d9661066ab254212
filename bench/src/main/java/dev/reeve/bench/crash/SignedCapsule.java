package dev.reeve.bench.crash;

/**
 * A capsule as its author hands it out.
 *
 * @param digest SHA-256 of the jar, hexadecimal
 */
record SignedCapsule(String fileName, byte[] jar, byte[] signature, String digest) {}
