package dev.reeve.cli.astrid;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One of Astrid's profiles. As there, one wrong value makes the whole file worthless. */
final class ProfileReader {

  private static final long VERSION = 1;
  private static final int LONGEST_CAPSULE = 128;
  private static final Pattern KEY = Pattern.compile("[0-9a-fA-F]{64}");
  private static final Pattern CAPSULE = Pattern.compile("[a-z0-9-]{1," + LONGEST_CAPSULE + "}");
  private static final String PREFIX = "ed25519:";
  private static final Set<String> METHODS = Set.of("keypair", "passkey", "system");

  private final AstridHome.Layout layout;
  private final List<String> problems;
  private final List<String> passedOver;

  private ProfileReader(AstridHome.Layout layout, List<String> problems, List<String> passedOver) {
    this.layout = layout;
    this.problems = problems;
    this.passedOver = passedOver;
  }

  /**
   * The profile of a name; without meaning where there are problems.
   *
   * @param passedOver gets keys that are unknown and passed over there
   */
  static AstridHome.Profile read(String name, String text, AstridHome.Layout layout, List<String> problems, List<String> passedOver) {
    return new ProfileReader(layout, problems, passedOver).profile(name, Keys.of(text, problems));
  }

  private AstridHome.Profile profile(String name, Keys root) {
    root.integer("profile_version", 0, Long.MAX_VALUE)
        .filter(version -> version > VERSION)
        .ifPresent(version -> root.problem("profile_version", "is " + version + ": newer than the " + VERSION + " this can read"));
    Optional<Keys> auth = root.table("auth");
    Optional<Keys> network = root.table("network");
    Optional<Keys> process = root.table("process");
    AstridHome.Profile profile =
        new AstridHome.Profile(
            name,
            root.bool("enabled", true),
            root.strings("groups", Grammar::wrongNameThere),
            root.strings("grants", Grammar::wrongCapability),
            root.strings("revokes", Grammar::wrongCapability),
            layout.hasNewKeys() ? root.strings("capsules", ProfileReader::wrongCapsule) : List.of(),
            auth.map(keys -> keys.strings("methods", ProfileReader::wrongMethod)).orElse(List.of()),
            auth.map(this::keys).orElse(List.of()),
            network.map(keys -> keys.strings("egress", ProfileReader::wrongWord)).orElse(List.of()),
            network.flatMap(this::confined).map(Keys::names).orElse(List.of()),
            process.map(keys -> keys.strings("allow", ProfileReader::wrongWord)).orElse(List.of()),
            root.table("quotas").map(this::quotas).orElse(Map.of()));
    auth.ifPresent(this::end);
    network.ifPresent(this::end);
    process.ifPresent(this::end);
    end(root);
    return profile;
  }

  private Optional<Keys> confined(Keys network) {
    return layout.hasNewKeys() ? network.table("capsule_egress") : Optional.empty();
  }

  private Map<String, Long> quotas(Keys keys) {
    Map<String, Long> quotas = new LinkedHashMap<>();
    for (AstridQuota quota : AstridQuota.values()) {
      if (!quota.isNew() || layout.hasNewKeys()) {
        keys.integer(quota.key(), quota.least(), quota.most()).ifPresent(value -> quotas.put(quota.key(), value));
      }
    }
    end(keys);
    return quotas;
  }

  private List<AstridHome.Key> keys(Keys auth) {
    List<AstridHome.Key> found = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Object item : auth.items("public_keys")) {
      AstridHome.Key key = switch (item) {
        case String text when text.startsWith(PREFIX) -> key(auth, text.substring(PREFIX.length()), null, "");
        case Keys table when layout.hasNewKeys() -> described(table);
        default -> {
          auth.problem("public_keys", "holds something that is no key such as '" + PREFIX + "' with 64 hexadecimal digits");
          yield null;
        }
      };
      if (key != null && !seen.add(key.publicKey())) {
        auth.problem("public_keys", "holds the key " + key.publicKey() + " twice");
      }
      if (key != null) {
        found.add(key);
      }
    }
    return found;
  }

  private AstridHome.@Nullable Key described(Keys table) {
    table.has("key_id");
    table.has("created_at");
    String hex = table.string("pubkey");
    String label = table.string("label");
    Optional<Keys> scope = table.table("scope");
    AstridHome.Scope limits = null;
    if (scope.isPresent()) {
      Keys keys = scope.get();
      String type = keys.string("type");
      List<String> allow = keys.strings("allow", Grammar::wrongCapability);
      List<String> deny = keys.strings("deny", Grammar::wrongCapability);
      if (type.equals("scoped")) {
        limits = new AstridHome.Scope(allow, deny);
      } else if (!type.equals("full") || !allow.isEmpty() || !deny.isEmpty()) {
        keys.problem("type", "is '" + type + "'; wanted: 'full' without lists, or 'scoped' with allow and deny");
      }
      end(keys);
    } else {
      table.problem("scope", "is missing: whether the key may do everything is not said");
    }
    end(table);
    return key(table, hex.startsWith(PREFIX) ? hex.substring(PREFIX.length()) : hex, limits, label);
  }

  private static AstridHome.@Nullable Key key(Keys at, String hex, AstridHome.@Nullable Scope scope, String label) {
    if (!KEY.matcher(hex).matches()) {
      at.problem("public_keys", "holds a key that has not 64 hexadecimal digits");
      return null;
    }
    return new AstridHome.Key(hex.toLowerCase(Locale.ROOT), scope, label);
  }

  private void end(Keys keys) {
    keys.unknown().forEach(key -> {
      if (layout.lax()) {
        passedOver.add(key);
      } else {
        problems.add("unknown key " + key);
      }
    });
  }

  private static Optional<String> wrongMethod(String text) {
    return METHODS.contains(text) ? Optional.empty() : Optional.of("is no way to log in there");
  }

  private static Optional<String> wrongCapsule(String text) {
    return CAPSULE.matcher(text).matches() ? Optional.empty() : Optional.of("is no capsule's id");
  }

  private static Optional<String> wrongWord(String text) {
    boolean clean = !text.isEmpty() && text.length() <= 1024 && text.chars().noneMatch(c -> c < ' ' || c == 0x7f);
    return clean ? Optional.empty() : Optional.of("is empty, longer than 1024 characters or has control characters");
  }
}
