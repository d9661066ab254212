package dev.reeve.kernel.authority;

import dev.reeve.kernel.document.Table;
import dev.reeve.kernel.document.TomlText;
import java.time.Instant;
import java.util.List;

/** One element of {@code auth.public_keys}. */
final class KeyTable {

  private KeyTable() {}

  /** Adds the key to those read before, unless it has a problem. */
  static void read(Table table, List<RegisteredKey> keys) {
    String publicKey = table.string("pubkey");
    String label = table.optionalString("label");
    Instant createdAt = table.optionalInstant("created_at");
    boolean device = table.bool("device", false);
    String id = table.optionalString("key_id");
    Table scope = table.optionalTable("scope");
    KeyLimit limit =
        scope == null
            ? KeyLimit.FULL
            : new KeyLimit(scope.list("allow", CapabilityPattern::parse), scope.list("deny", CapabilityPattern::parse));
    if (publicKey.isEmpty()) {
      return;
    }
    try {
      RegisteredKey key = new RegisteredKey(publicKey, limit, label == null ? "" : label, createdAt, device);
      if (id != null && !id.equals(key.id())) {
        table.problem("key_id", "is not the id of this key, which is '" + key.id() + "'");
      } else if (keys.stream().anyMatch(other -> other.publicKey().equals(publicKey))) {
        table.problem("pubkey", "is listed twice");
      } else {
        keys.add(key);
      }
    } catch (IllegalArgumentException e) {
      table.problem(label != null && label.length() > RegisteredKey.MAX_LABEL ? "label" : "pubkey", String.valueOf(e.getMessage()));
    }
  }

  /** Into the element the text stands in. */
  static void write(TomlText text, RegisteredKey key) {
    text.put("key_id", key.id()).put("pubkey", key.publicKey());
    if (!key.label().isEmpty()) {
      text.put("label", key.label());
    }
    if (key.createdAt() != null) {
      text.put("created_at", key.createdAt());
    }
    if (key.device()) {
      text.put("device", true);
    }
    if (!key.limit().full()) {
      text.table("auth", "public_keys", "scope")
          .put("allow", key.limit().allow().stream().map(CapabilityPattern::text).toList())
          .put("deny", key.limit().deny().stream().map(CapabilityPattern::text).toList());
    }
  }
}
