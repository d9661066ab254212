package dev.reeve.kernel.run;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks when it starts a run.
 *
 * @param input JSON text, or any text, which is then a JSON string; empty means null
 * @param version pins the manifest's version; empty: whichever is deployed
 * @param timeout null: the manifest's or the principal's
 * @param idempotencyKey empty: none
 * @param digest of the request's bytes, compared when the key comes again
 */
public record StartRequest(
    String agent, String input, String intent, String version, @Nullable Duration timeout, String idempotencyKey, String digest) {}
