/**
 * Kernels on other hosts: addresses {@code ssh://…}, and their sockets forwarded to this host by the ssh of the system. Enters: addresses, the
 * environment, processes. Never: what is said over the socket.
 */
@NullMarked
package dev.reeve.cli.tunnel;

import org.jspecify.annotations.NullMarked;
