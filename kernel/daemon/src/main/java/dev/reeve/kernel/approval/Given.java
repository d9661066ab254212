package dev.reeve.kernel.approval;

import dev.reeve.evidence.approval.RuleText;
import dev.reeve.kernel.authority.Caller;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An answer or a rule as somebody sends it.
 *
 * @param caller who sends it
 * @param uid Unix user at their end; null where there is none
 * @param session of their connection
 * @param rule null: none
 * @param expiresAt until when what it allows can be done; of a rule by hand, not said
 * @param keyId of the key that signs
 * @param signature 128 hexadecimal digits
 */
public record Given(
    Caller caller, @Nullable Long uid, String session, @Nullable RuleText rule, String reason, Instant expiresAt, String keyId, String signature) {}
