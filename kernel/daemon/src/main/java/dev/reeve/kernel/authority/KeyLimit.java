package dev.reeve.kernel.authority;

import java.util.List;

/** What a key may be used for, at most. Without {@code allow}: everything its principal holds. {@code deny} wins. */
public record KeyLimit(List<CapabilityPattern> allow, List<CapabilityPattern> deny) {

  /** Everything its principal holds. */
  public static final KeyLimit FULL = new KeyLimit(List.of(), List.of());

  private static final List<CapabilityPattern> EVERYTHING = Patterns.copyOf(List.of(CapabilityPattern.parse(ActionPattern.STAR)));

  public KeyLimit {
    allow = Patterns.copyOf(allow);
    deny = Patterns.copyOf(deny);
  }

  public boolean full() {
    return allow.isEmpty() && deny.isEmpty();
  }

  /** Whether whoever is within this is within the scope too: it allows nothing else, and takes away what the scope takes away. */
  public boolean within(Scope scope) {
    Holdings allowed = new Holdings(scope.holdings().allows(), List.of());
    return !allow.isEmpty() && allow.stream().allMatch(allowed::covers) && scope.holdings().revokes().stream().allMatch(this::spares);
  }

  private boolean spares(CapabilityPattern revoke) {
    return deny.stream().anyMatch(denied -> denied.contains(revoke))
        || allow.stream().allMatch(pattern -> new Holdings(List.of(pattern), List.of(revoke)).covers(pattern));
  }

  /** As a limit of a session. */
  public Scope scope(String keyId) {
    return new Scope("key " + keyId, new Holdings(allow.isEmpty() ? EVERYTHING : allow, deny));
  }
}
