/**
 * Signs files and checks signatures: whole files, detached CMS in DER beside the file. Enters: Bouncy Castle's lightweight classes,
 * the JDK. Never: a kernel class, gRPC, a provider registered for the whole JVM, or trust; a good signature says who signed, and the
 * caller decides whether that signer is trusted.
 */
@NullMarked
package dev.reeve.seal;

import org.jspecify.annotations.NullMarked;
