/** What the contract promises about itself, and the pages that are made from it. */
@NullMarked
package dev.reeve.contract;

import org.jspecify.annotations.NullMarked;
