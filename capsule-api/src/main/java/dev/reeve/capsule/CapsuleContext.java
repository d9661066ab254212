package dev.reeve.capsule;

import java.time.Clock;

/**
 * What the kernel offers a capsule. Every host service is allowed only if both the capsule's approved permissions and the capabilities
 * of the principal it is called for allow it; outside a call there is no principal, and host services refuse.
 */
public interface CapsuleContext {

  /** The capsule's own name, as in {@code capsule.toml}. */
  String name();

  /** Registers a tool under a name that {@code capsule.toml} announces; another name is an {@link IllegalArgumentException}. */
  void tool(String name, Tool tool);

  /** Registers a slash command that {@code capsule.toml} announces; another name is an {@link IllegalArgumentException}. */
  void command(String name, SlashCommand command);

  /** Registers a runtime that {@code capsule.toml} announces; another name is an {@link IllegalArgumentException}. */
  void runtime(String name, AgentRuntime runtime);

  /**
   * Registers an interceptor for an event pattern that {@code capsule.toml} announces; another pattern is an {@link
   * IllegalArgumentException}.
   */
  default void interceptor(String event, Interceptor interceptor) {
    throw new UnsupportedOperationException("interceptors are not offered here");
  }

  /** Files of the host, by absolute path. */
  HostFiles files();

  /** Programs of the host, always confined. */
  HostProcesses processes();

  /** HTTP and HTTPS of the host. */
  default HostHttp http() {
    throw new UnsupportedOperationException("HTTP is not offered here");
  }

  /** Small values kept durably, for each principal apart. */
  default HostKeyValues keyValues() {
    throw new UnsupportedOperationException("key values are not offered here");
  }

  /** Callbacks after a while: a capsule starts no threads of its own. */
  default HostTimers timers() {
    throw new UnsupportedOperationException("timers are not offered here");
  }

  /** The kernel's time: never before the last durable record. */
  Clock clock();

  /** The kernel's log, under the capsule's name. */
  System.Logger log();
}
