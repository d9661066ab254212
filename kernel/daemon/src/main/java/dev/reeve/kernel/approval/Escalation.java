package dev.reeve.kernel.approval;

import java.time.Duration;

/**
 * Who may answer, too, when a question has waited for a while.
 *
 * @param after from when it was asked; shorter than it waits
 * @param to at least one
 */
public record Escalation(Duration after, Answerers to) {}
