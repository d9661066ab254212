package dev.reeve.kernel.approval;

import dev.reeve.evidence.approval.RuleText;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it came.
 *
 * @param uid Unix user at the answerer's end
 * @param rule that it makes; null unless SESSION or ALWAYS
 * @param signature 128 hexadecimal digits
 */
public record Answer(
    UUID principal, String name, @Nullable Long uid, String keyId, AnswerWord word, @Nullable RuleText rule, String reason, Instant expiresAt,
    String signature, Instant answeredAt) {}
