/**
 * Figures of any benchmark: times of single operations, and figures beside their bars. What may enter: arithmetic and how a figure is
 * written. What may not: what is measured.
 */
@NullMarked
package dev.reeve.bench.figure;

import org.jspecify.annotations.NullMarked;
