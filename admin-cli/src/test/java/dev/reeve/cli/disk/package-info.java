/**
 * Commands that write files, on a disk each of whose calls fails once: the kernel's own disk shim below this module's process. What may
 * enter: what such a command must leave. Not: its insides; it is typed.
 */
@NullMarked
package dev.reeve.cli.disk;

import org.jspecify.annotations.NullMarked;
