/**
 * What {@code reeve support-bundle} writes: all that helps to find out what is wrong, in one file to be passed on. Enters: the doctor, the
 * kernel's answers, its log, names of its files. Never: contents of policy files, keys, anything that looks like a secret.
 */
@NullMarked
package dev.reeve.cli.bundle;

import org.jspecify.annotations.NullMarked;
