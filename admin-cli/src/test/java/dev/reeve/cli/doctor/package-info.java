/** Tests of what the doctor finds and repairs. */
@NullMarked
package dev.reeve.cli.doctor;

import org.jspecify.annotations.NullMarked;
