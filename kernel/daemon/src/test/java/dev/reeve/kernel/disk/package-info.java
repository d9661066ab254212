/**
 * A disk that loses and fails. A shim below the C library counts, fails and logs what a process does to the files of a home; from the log the
 * homes are built that a loss of power may leave, and by the count every single call is made to fail once. What may enter: how a disk
 * behaves, and what a kernel is asked to show for it. Not: the insides of the store, the audit chain or the policy; they are seen through
 * the socket and the files they leave.
 */
@NullMarked
package dev.reeve.kernel.disk;

import org.jspecify.annotations.NullMarked;
