/**
 * The capsule {@code hello}: one tool and one slash command, as an example for authors. Enters: the capsule API. Never: anything of the
 * kernel, any library.
 */
@NullMarked
package dev.reeve.capsules.hello;

import org.jspecify.annotations.NullMarked;
