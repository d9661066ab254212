package dev.reeve.kernel.approval;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who is about to do it.
 *
 * @param id of the principal
 * @param name of the principal, as registered
 * @param run id of the run that asks; null: a person or service asks by itself
 */
public record Asker(UUID id, String name, @Nullable String run) {}
