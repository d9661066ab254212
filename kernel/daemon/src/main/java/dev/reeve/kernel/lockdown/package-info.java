/**
 * Stop everything: while a lockdown is on, the kernel starts and changes nothing but what stops more. Enters: the store, which keeps it over
 * restarts. Never: who may turn it on or which calls go on, which the contract says.
 */
@NullMarked
package dev.reeve.kernel.lockdown;

import org.jspecify.annotations.NullMarked;
