package dev.reeve.kernel.authority;

import dev.reeve.kernel.document.TomlEditor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The edits that make one profile's text say another profile. */
final class ProfileRewrite {

  private static final String AUTH = "auth";
  private static final String PUBLIC_KEYS = "public_keys";
  private static final String GRANT = "grant";

  private final TomlEditor text;
  private final Profile old;
  private final Profile wanted;
  /** What the {@code [[grant]]} elements say: the last of the old grants. */
  private final List<Grant> elements;

  private ProfileRewrite(TomlEditor text, Profile old, Profile wanted) {
    this.text = text;
    this.old = old;
    this.wanted = wanted;
    int count = 0;
    while (text.has(GRANT, Integer.toString(count))) {
      count++;
    }
    this.elements = old.grants().subList(old.grants().size() - count, old.grants().size());
  }

  /** Edits the text, which says the old profile. */
  static void edit(TomlEditor text, Profile old, Profile wanted) {
    ProfileRewrite rewrite = new ProfileRewrite(text, old, wanted);
    rewrite.itself();
    rewrite.grants();
    rewrite.auth();
    rewrite.keys();
    QuotasTable.edit(text, List.of("quotas"), old.quotas(), wanted.quotas());
  }

  private void itself() {
    put(List.of("id"), old.id().toString(), wanted.id().toString());
    put(List.of("created_at"), old.createdAt(), wanted.createdAt());
    put(List.of("enabled"), old.enabled(), wanted.enabled());
    put(List.of("groups"), old.groups(), wanted.groups());
    put(List.of("revokes"), texts(old.revokes()), texts(wanted.revokes()));
  }

  /** Each grant stays where it stands; a new one without term joins {@code grants}, whatever it speaks of. */
  private void grants() {
    Map<Grant, Integer> open = new HashMap<>();
    wanted.grants().forEach(grant -> open.merge(grant, 1, Integer::sum));
    List<String> plain = keepRules("", open, "grants");
    keepRules("net:connect@", open, "network", "egress");
    keepRules("process:spawn@", open, "process", "allow");
    List<Integer> left = keepElements(open);
    List<Grant> added = new ArrayList<>();
    for (Grant grant : wanted.grants().reversed()) {
      if (take(open, grant)) {
        added.addFirst(grant);
      }
    }
    added.stream().filter(Grant::plain).forEach(grant -> plain.add(grant.pattern().text()));
    if (!plain.equals(text.strings("grants"))) {
      text.set(List.of("grants"), plain);
    }
    elements(left, added.stream().filter(grant -> !grant.plain()).toList());
  }

  /** Leaves in the list what is still wanted; those of {@code grants} are only told, since more may join them. */
  private List<String> keepRules(String prefix, Map<Grant, Integer> open, String... path) {
    List<String> before = text.strings(path);
    List<String> kept = new ArrayList<>();
    for (String rule : before) {
      if (take(open, Grant.of(CapabilityPattern.parse(prefix + rule)))) {
        kept.add(rule);
      }
    }
    if (!prefix.isEmpty() && kept.size() < before.size()) {
      text.set(List.of(path), kept);
    }
    return kept;
  }

  /** The numbers of the elements that nobody wants as they are. */
  private List<Integer> keepElements(Map<Grant, Integer> open) {
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      if (!take(open, elements.get(i))) {
        left.add(i);
      }
    }
    return left;
  }

  /** An element left over says a new grant of the same pattern where there is one, and goes otherwise. */
  private void elements(List<Integer> left, List<Grant> added) {
    Map<CapabilityPattern, List<Grant>> fresh = new LinkedHashMap<>();
    added.forEach(grant -> fresh.computeIfAbsent(grant.pattern(), _ -> new ArrayList<>()).add(grant));
    for (int number : left.reversed()) {
      List<Grant> same = fresh.getOrDefault(elements.get(number).pattern(), List.of());
      if (same.isEmpty()) {
        text.remove(List.of(GRANT, Integer.toString(number)));
      } else {
        change(number, elements.get(number), same.removeLast());
      }
    }
    fresh.values().stream().flatMap(List::stream).forEach(grant -> text.append(List.of(GRANT), values(grant)));
  }

  private void change(int number, Grant before, Grant after) {
    List<String> element = List.of(GRANT, Integer.toString(number));
    put(in(element, "until"), before.until(), after.until());
    put(in(element, "reason"), said(before.reason()), said(after.reason()));
    put(in(element, "by"), said(before.by()), said(after.by()));
    put(in(element, "at"), before.at(), after.at());
  }

  private static Map<String, Object> values(Grant grant) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("capability", grant.pattern().text());
    note(values, "until", grant.until());
    note(values, "reason", said(grant.reason()));
    note(values, "by", said(grant.by()));
    note(values, "at", grant.at());
    return values;
  }

  private void auth() {
    boolean methods = text.has(AUTH, "methods") || (!text.has(AUTH) && wanted.canLogIn());
    if (methods) {
      List<String> before = text.strings(AUTH, "methods");
      List<String> after = Stream.concat(before.stream(), ProfileFile.methods(wanted).stream()).distinct().toList();
      put(List.of(AUTH, "methods"), before, after);
    }
    put(List.of(AUTH, "uids"), old.uids(), wanted.uids());
    put(List.of(AUTH, "gids"), old.gids(), wanted.gids());
  }

  private void keys() {
    for (int i = old.keys().size() - 1; i >= 0; i--) {
      RegisteredKey before = old.keys().get(i);
      RegisteredKey after = wanted.key(before.id());
      List<String> element = List.of(AUTH, PUBLIC_KEYS, Integer.toString(i));
      if (after == null) {
        text.remove(element);
      } else if (!after.equals(before)) {
        change(element, before, after);
      }
    }
    wanted.keys().stream().filter(key -> old.key(key.id()) == null).forEach(key -> text.append(List.of(AUTH, PUBLIC_KEYS), values(key)));
  }

  private void change(List<String> element, RegisteredKey before, RegisteredKey after) {
    put(in(element, "label"), said(before.label()), said(after.label()));
    put(in(element, "created_at"), before.createdAt(), after.createdAt());
    put(in(element, "device"), before.device(), after.device());
    if (after.limit().full()) {
      text.remove(in(element, "scope"));
    } else {
      put(in(element, "scope", "allow"), texts(before.limit().allow()), texts(after.limit().allow()));
      put(in(element, "scope", "deny"), texts(before.limit().deny()), texts(after.limit().deny()));
    }
  }

  private static Map<String, Object> values(RegisteredKey key) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("key_id", key.id());
    values.put("pubkey", key.publicKey());
    note(values, "label", said(key.label()));
    note(values, "created_at", key.createdAt());
    note(values, "device", key.device() ? true : null);
    if (!key.limit().full()) {
      values.put("scope", Map.of("allow", texts(key.limit().allow()), "deny", texts(key.limit().deny())));
    }
    return values;
  }

  private void put(List<String> path, @Nullable Object before, @Nullable Object after) {
    if (after == null) {
      text.remove(path);
    } else if (!Objects.equals(before, after)) {
      text.set(path, after);
    }
  }

  private static void note(Map<String, Object> values, String key, @Nullable Object value) {
    if (value != null) {
      values.put(key, value);
    }
  }

  private static @Nullable String said(String text) {
    return text.isEmpty() ? null : text;
  }

  private static boolean take(Map<Grant, Integer> open, Grant grant) {
    Integer count = open.get(grant);
    if (count == null || count == 0) {
      return false;
    }
    open.put(grant, count - 1);
    return true;
  }

  private static List<String> texts(List<CapabilityPattern> patterns) {
    return patterns.stream().map(CapabilityPattern::text).toList();
  }

  private static List<String> in(List<String> path, String... keys) {
    return Stream.concat(path.stream(), Stream.of(keys)).toList();
  }
}
