/**
 * Capsules as an author hands them out: packed and signed with a key that this process makes. What may enter: making jars and signatures,
 * and what makes a kernel trust them. What may not: what a capsule does, and any kernel.
 */
@NullMarked
package dev.reeve.bench.author;

import org.jspecify.annotations.NullMarked;
