/**
 * What a capsule author compiles against: a capsule contributes, the kernel decides. Values go in and values come out; nothing here
 * assumes that capsule and kernel share an address space. Enters: the JDK, JSpecify, PF4J's extension point. Never: gRPC, protobuf,
 * Netty, a kernel class. Interfaces grow by {@code default} methods only.
 */
@NullMarked
package dev.reeve.capsule;

import org.jspecify.annotations.NullMarked;
