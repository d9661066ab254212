/**
 * Where calls come in: the Unix socket, who stands at its other end, the order every request goes through, and one small gRPC adapter
 * per service that only maps. Enters: gRPC, Netty, the contract. Never: a rule of a feature.
 */
@NullMarked
package dev.reeve.kernel.edge;

import org.jspecify.annotations.NullMarked;
