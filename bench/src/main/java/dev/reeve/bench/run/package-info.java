/**
 * What runs cost: whole runs over the real daemon's Unix socket, and confined programs beside plain ones, each with its floor in the same
 * run. What may enter: loads, floors, the bars of the design. What may not: a figure without its floor, a check of correctness beyond that
 * every run ended as it should.
 */
@NullMarked
package dev.reeve.bench.run;

import org.jspecify.annotations.NullMarked;
