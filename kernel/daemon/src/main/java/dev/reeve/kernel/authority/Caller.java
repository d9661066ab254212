package dev.reeve.kernel.authority;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who a request comes from.
 *
 * @param principal null for {@code anonymous}
 * @param name the principal's name, or {@code anonymous}
 * @param proof {@code unix-peer}, {@code key}, {@code run-channel}, {@code kernel} or {@code none}
 * @param run the run that speaks, null on the main socket
 * @param scopes limits of this session; each may only take away
 * @param entitled names a peer may ask for
 * @param keyId the key that proved it; null where none did
 */
public record Caller(
    @Nullable UUID principal, String name, String proof, @Nullable String run, List<Scope> scopes, List<String> entitled,
    @Nullable String keyId) {

  /** Proof where the kernel calls as a principal by itself: nobody is asked for that. */
  public static final String KERNEL = "kernel";

  /** The caller of the operation that runs now; unbound outside a request. */
  public static final ScopedValue<Caller> CURRENT = ScopedValue.newInstance();

  /** Proved by no key. */
  public Caller(
      @Nullable UUID principal, String name, String proof, @Nullable String run, List<Scope> scopes, List<String> entitled) {
    this(principal, name, proof, run, scopes, entitled, null);
  }

  public static Caller anonymous(List<String> entitled) {
    return new Caller(null, "anonymous", "none", null, List.of(), entitled);
  }

  /** The principal's id; only where authorization has passed, which anonymous callers never do. */
  public UUID id() {
    if (principal == null) {
      throw new IllegalStateException("anonymous has no id");
    }
    return principal;
  }
}
