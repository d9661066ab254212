/**
 * Tests of what is shipped, as a user meets it: scripts, launchers, the example agent and the assembled distribution. Enters: every
 * module. Never: main code.
 */
@NullMarked
package dev.reeve.packaging;

import org.jspecify.annotations.NullMarked;
