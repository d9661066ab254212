/**
 * The real daemon as a process of its own, and connections to it, for whatever treats it as a stranger would. What may enter: starting,
 * killing, connecting, installing capsules, and the home's first files. What may not: the kernel's classes other than the name of its main class, and any
 * judgement of what the daemon answers.
 */
@NullMarked
package dev.reeve.bench.daemon;

import org.jspecify.annotations.NullMarked;
