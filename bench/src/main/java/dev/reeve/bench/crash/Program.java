package dev.reeve.bench.crash;

import java.util.Arrays;
import java.util.Locale;

/** What a run is here: a program of the host, and how such a run may end. */
enum Program {
  /** Succeeds at once. */
  WELL("[/bin/true]"),
  /** Fails at once. */
  ILL("[/bin/false]"),
  /** Succeeds after a while. */
  NAP("[/bin/sleep, '0.2']"),
  /** Goes on until it is ended. */
  STAY("[/bin/sleep, '600']");

  /** What the kernel says of a run that a kill of the kernel cut off. */
  static final String CUT_OFF = "the kernel was restarted";

  private final String command;

  /** @param command as a manifest has it */
  Program(String command) {
    this.command = command;
  }

  /** As descriptions of manifests begin. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a manifest's description names. */
  static Program of(String says) {
    return Arrays.stream(values())
        .filter(one -> says.startsWith(one.word() + "-"))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("'" + says + "' names no program"));
  }

  /** Whether it ends by itself. */
  boolean ends() {
    return this != STAY;
  }

  /** Whether a run of it can have ended so; being cancelled is looked at elsewhere. */
  boolean mayEnd(String state, String reason) {
    return switch (state) {
      case "CANCELLED" -> true;
      case "SUCCEEDED" -> this == WELL || this == NAP;
      case "FAILED" -> reason.startsWith(CUT_OFF) || (this == ILL && reason.equals("exit code 1"));
      default -> false;
    };
  }

  /** The manifest that deploys it; the same words make the same text. */
  static String manifest(Change.Deploy deploy) {
    return """
        apiVersion: reeve.dev/v1
        kind: Agent
        metadata:
          name: %s
          version: %s
          description: %s
        spec:
          runtime:
            name: process
            command: %s
        """
        .formatted(deploy.agent(), deploy.version(), deploy.says(), of(deploy.says()).command);
  }
}
