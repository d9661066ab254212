package dev.reeve.capsule;

/**
 * How a program ended.
 *
 * @param code its exit code, 128 + signal where one ended it
 * @param stdout first bytes it wrote
 * @param truncated whether it wrote more, on either stream
 * @param timedOut whether it was ended because its time was up
 */
public record ProcessOutcome(int code, byte[] stdout, byte[] stderr, boolean truncated, boolean timedOut) {}
