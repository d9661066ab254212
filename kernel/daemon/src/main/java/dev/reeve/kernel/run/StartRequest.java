package dev.reeve.kernel.run;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks when it starts a run.
 *
 * @param input JSON text, or any text, which is then a JSON string; empty means what the manifest says, else null
 * @param version pins the manifest's version; empty: whichever is deployed
 * @param timeout null: the manifest's or the principal's
 * @param idempotencyKey empty: none
 * @param digest of the request's bytes, compared when the key comes again
 * @param context further words for the prompt: JSON text or any text
 * @param parent run it shall belong to; empty: none
 */
public record StartRequest(
    String agent, String input, String intent, String version, @Nullable Duration timeout, String idempotencyKey, String digest,
    Map<String, String> context, String parent, RunPriority priority) {

  /** Without context, parent or priority. */
  public StartRequest(
      String agent, String input, String intent, String version, @Nullable Duration timeout, String idempotencyKey, String digest) {
    this(agent, input, intent, version, timeout, idempotencyKey, digest, Map.of(), "", RunPriority.NORMAL);
  }
}
