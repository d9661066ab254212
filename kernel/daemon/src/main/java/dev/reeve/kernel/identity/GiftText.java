package dev.reeve.kernel.identity;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.KeyLimit;
import dev.reeve.kernel.json.JsonText;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a ticket gives, as the JSON text that is stored. */
final class GiftText {

  private GiftText() {}

  static String write(Ticket.Gift gift) {
    Map<String, Object> values = new TreeMap<>();
    values.put("groups", gift.groups());
    values.put("allow", gift.limit().allow().stream().map(CapabilityPattern::text).toList());
    values.put("deny", gift.limit().deny().stream().map(CapabilityPattern::text).toList());
    if (gift.principal() != null) {
      values.put("principal", gift.principal().toString());
    }
    return JsonText.write(values);
  }

  /** Reads {@link #write}; an SQLException for anything else. */
  static Ticket.Gift read(String text) throws SQLException {
    try {
      Map<String, @Nullable Object> values = JsonText.parseObject(text);
      UUID principal = values.get("principal") instanceof String id ? UUID.fromString(id) : null;
      KeyLimit limit = new KeyLimit(patterns(values.get("allow")), patterns(values.get("deny")));
      return new Ticket.Gift(texts(values.get("groups")), principal, limit);
    } catch (JsonText.NotJsonException | IllegalArgumentException e) {
      throw new SQLException("a ticket is damaged", e);
    }
  }

  private static List<CapabilityPattern> patterns(@Nullable Object value) {
    return texts(value).stream().map(CapabilityPattern::parse).toList();
  }

  private static List<String> texts(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    throw new IllegalArgumentException("a list is missing");
  }
}
