package dev.reeve.capsule;

import java.time.Duration;
import java.util.List;

/**
 * A program to run to its end in the sandbox of the run that is being served.
 *
 * @param command absolute path of the program, then its arguments; never a line for a shell; at most 256 elements of at most 32 KiB
 * @param stdin at most 1 MiB
 * @param timeout after which it is ended, 1 ms to 55 s
 * @param maxOutput bytes kept of standard output, and of standard error, 1 to 1 MiB
 */
public record ProcessCommand(List<String> command, byte[] stdin, Duration timeout, int maxOutput) {}
