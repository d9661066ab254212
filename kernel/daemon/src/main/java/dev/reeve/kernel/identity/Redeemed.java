package dev.reeve.kernel.identity;

import dev.reeve.kernel.admin.Changed;
import org.jspecify.annotations.Nullable;

/**
 * What came of a ticket.
 *
 * @param principal whose the key is now
 * @param change null where it was so already
 */
public record Redeemed(Ticket ticket, String principal, String keyId, @Nullable Changed change) {}
