package dev.reeve.kernel.edge;

import java.time.Duration;

/**
 * What one run's socket gives at most.
 *
 * @param connections at once
 * @param calls at once on one gRPC connection; on one of HTTP/1.1 there is one at a time
 * @param silence within which a connection says what it speaks
 * @param request within which a whole request of HTTP/1.1 is there, from the connection's beginning or the answer before
 * @param patience within which what is sent to a client leaves for it
 */
record RunSocketBounds(int connections, int calls, Duration silence, Duration request, Duration patience) {

  static final RunSocketBounds USUAL =
      new RunSocketBounds(16, 16, Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(30));
}
