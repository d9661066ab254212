/**
 * The kernel's one JSON codec and JSON Schema check, over plain values: {@link java.util.Map}, {@link java.util.List}, {@link String},
 * {@link Long}, {@link Double}, {@link Boolean} and null. Enters: Jackson, the schema validator. Never: a domain type.
 */
@NullMarked
package dev.reeve.kernel.json;

import org.jspecify.annotations.NullMarked;
