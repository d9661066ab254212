/**
 * Changing the policy: one path for every change, whoever asks for it and whichever file it ends in. Rules live here and in {@code
 * authority}; nothing here knows how a request arrived.
 */
@NullMarked
package dev.reeve.kernel.admin;

import org.jspecify.annotations.NullMarked;
