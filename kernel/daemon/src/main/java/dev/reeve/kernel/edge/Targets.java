package dev.reeve.kernel.edge;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds what a request's target belongs to, for authorization alone. */
@FunctionalInterface
interface Targets {

  /**
   * What a request is about.
   *
   * @param name of the principal or agent, for the record and as resource
   * @param selves principals for whom it is their own
   */
  record Target(String name, Set<UUID> selves) {}

  /**
   * Resolves a target.
   *
   * @param field the request field that named it: {@code run}, or else a principal's or agent's name
   * @param value what it held
   * @return null when there is none of that name
   */
  @Nullable Target find(String field, String value);
}
