package dev.reeve.kernel.disk;

import java.util.SortedMap;

/**
 * A change that a client asked for and that was acknowledged.
 *
 * @param begun bytes the disk's log had just before it was asked for
 * @param answered bytes it had when the answer was there
 * @param after the facts of this client's own things after it
 */
record Deed(String requestId, String what, long begun, long answered, SortedMap<String, String> after) {}
