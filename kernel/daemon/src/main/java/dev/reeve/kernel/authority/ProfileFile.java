package dev.reeve.kernel.authority;

import dev.reeve.kernel.document.DocumentException;
import dev.reeve.kernel.document.Problem;
import dev.reeve.kernel.document.Problems;
import dev.reeve.kernel.document.Table;
import dev.reeve.kernel.document.TomlSource;
import dev.reeve.kernel.document.TomlText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The text of a profile, {@code principals/NAME.toml}: the file's name is the principal's. */
public final class ProfileFile {

  static final int VERSION = 1;
  private static final String SUFFIX = ".toml";
  /** The largest number of a user or group of the host. */
  public static final long LARGEST_ID = 0xffff_fffeL;
  private static final String SYSTEM = "system";
  private static final String KEYPAIR = "keypair";
  private static final Set<String> METHODS = Set.of(SYSTEM, KEYPAIR);
  private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final UUID NO_ID = new UUID(0, 0);

  private ProfileFile() {}

  /** {@code fileName} may have folders before it. Throws {@link DocumentException} with every problem. */
  public static Profile parse(String fileName, String text) {
    String name = name(fileName);
    Problems problems = new Problems(fileName);
    Table root = Table.of(TomlSource.parse(fileName, text), problems);
    refuseNewer(root, "profile_version", VERSION);
    UUID id = root.optional("id", ProfileFile::id);
    if (!root.has("id")) {
      root.problem("id", "missing; wanted: a UUID");
    }
    List<Long> uids = new ArrayList<>();
    List<Long> gids = new ArrayList<>();
    List<RegisteredKey> keys = new ArrayList<>();
    auth(root.optionalTable("auth"), uids, gids, keys);
    Profile profile = new Profile(
        id == null ? NO_ID : id,
        name,
        root.bool("enabled", true),
        root.list("groups", ProfileFile::group),
        grants(root),
        root.list("revokes", CapabilityPattern::parse),
        uids,
        gids,
        QuotasTable.read(root.optionalTable("quotas")),
        root.optionalInstant("created_at"),
        keys);
    problems.throwIfAny();
    return profile;
  }

  /** The profile as {@link #parse} reads it; network and process rules stand among the grants. */
  public static String write(Profile profile) {
    TomlText text = new TomlText().put("profile_version", VERSION).put("id", profile.id().toString());
    putInstant(text, "created_at", profile.createdAt());
    text.put("enabled", profile.enabled())
        .put("groups", profile.groups())
        .put("grants", profile.grants().stream().filter(Grant::plain).map(grant -> grant.pattern().text()).toList())
        .put("revokes", profile.revokes().stream().map(CapabilityPattern::text).toList());
    if (profile.canLogIn()) {
      text.table("auth").put("methods", methods(profile)).put("uids", profile.uids()).put("gids", profile.gids());
    }
    if (!profile.quotas().said().isEmpty()) {
      QuotasTable.write(text.table("quotas"), profile.quotas());
    }
    profile.keys().forEach(key -> KeyTable.write(text.element("auth", "public_keys"), key));
    profile.grants().stream().filter(grant -> !grant.plain()).forEach(grant -> {
      text.element("grant").put("capability", grant.pattern().text());
      putInstant(text, "until", grant.until());
      putText(text, "reason", grant.reason());
      putText(text, "by", grant.by());
      putInstant(text, "at", grant.at());
    });
    return text.toString();
  }

  /**
   * The text changed to say the other profile: comments, order and spaces of what stays are kept, and {@link #parse} reads it as
   * {@code after}, but for the order of grants and of keys, where that of the file wins. Where the text cannot be edited, it is written
   * anew below the comment it starts with.
   *
   * @throws DocumentException when the text says no profile
   * @throws IllegalArgumentException when {@code after} is of another name, or no text can say it
   */
  public static String rewrite(String fileName, String before, Profile after) {
    Profile old = parse(fileName, before);
    if (!old.name().equals(after.name())) {
      throw new IllegalArgumentException("the file is of '" + old.name() + "', the profile of '" + after.name() + "'");
    }
    return Rewriting.rewrite(
        fileName,
        before,
        editor -> ProfileRewrite.edit(editor, old, after),
        () -> write(after),
        text -> sameSaid(parse(fileName, text), after));
  }

  private static boolean sameSaid(Profile one, Profile other) {
    return ordered(one).equals(ordered(other));
  }

  private static Profile ordered(Profile profile) {
    return new Profile(
        profile.id(), profile.name(), profile.enabled(), profile.groups(),
        profile.grants().stream().sorted(Comparator.comparing(Grant::toString)).toList(),
        profile.revokes(), profile.uids(), profile.gids(), profile.quotas(), profile.createdAt(),
        profile.keys().stream().sorted(Comparator.comparing(RegisteredKey::publicKey)).toList());
  }

  private static String name(String fileName) {
    String last = fileName.substring(fileName.lastIndexOf('/') + 1);
    String name = last.endsWith(SUFFIX) ? last.substring(0, last.length() - SUFFIX.length()) : last;
    String wrong = last.endsWith(SUFFIX) ? Names.checkPrincipal(name) : "the name does not end in '" + SUFFIX + "'";
    if (wrong != null) {
      throw new DocumentException(List.of(new Problem(fileName, 1, 1, "", "the file's name is no principal's: " + wrong)));
    }
    return name;
  }

  private static UUID id(String text) {
    if (!UUID_TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException("is '" + Problem.shorten(text) + "'; wanted: a UUID in lower case");
    }
    return UUID.fromString(text);
  }

  private static String group(String name) {
    String wrong = Names.checkGroup(name);
    if (wrong != null) {
      throw new IllegalArgumentException(wrong);
    }
    return name;
  }

  private static List<Grant> grants(Table root) {
    List<Grant> grants = new ArrayList<>();
    root.list("grants", CapabilityPattern::parse).forEach(pattern -> grants.add(Grant.of(pattern)));
    ruled(root.optionalTable("network"), "egress", "net:connect@", grants);
    ruled(root.optionalTable("process"), "allow", "process:spawn@", grants);
    for (Table table : root.tables("grant")) {
      CapabilityPattern pattern = table.optional("capability", CapabilityPattern::parse);
      if (!table.has("capability")) {
        table.problem("capability", "missing; wanted: a capability pattern");
      }
      Instant until = table.optionalInstant("until");
      String reason = table.optionalString("reason");
      String by = table.optionalString("by");
      Instant at = table.optionalInstant("at");
      if (pattern != null) {
        grants.add(new Grant(pattern, until, reason == null ? "" : reason, by == null ? "" : by, at));
      }
    }
    return grants;
  }

  private static void ruled(@Nullable Table table, String key, String prefix, List<Grant> grants) {
    if (table != null) {
      table.list(key, text -> CapabilityPattern.parse(prefix + text)).forEach(pattern -> grants.add(Grant.of(pattern)));
    }
  }

  private static void auth(@Nullable Table table, List<Long> uids, List<Long> gids, List<RegisteredKey> keys) {
    if (table == null) {
      return;
    }
    List<String> methods = table.list("methods", ProfileFile::method);
    uids.addAll(table.integers("uids", 0, LARGEST_ID));
    gids.addAll(table.integers("gids", 0, LARGEST_ID));
    table.tables("public_keys").forEach(key -> KeyTable.read(key, keys));
    if (table.has("methods") && !methods.contains(SYSTEM) && !(uids.isEmpty() && gids.isEmpty())) {
      table.problem("methods", "leaves out 'system', but uids or gids are listed");
    }
    if (table.has("methods") && !methods.contains(KEYPAIR) && !keys.isEmpty()) {
      table.problem("methods", "leaves out 'keypair', but public_keys are listed");
    }
  }

  /** The methods a profile needs. */
  static List<String> methods(Profile profile) {
    List<String> methods = new ArrayList<>();
    if (!profile.uids().isEmpty() || !profile.gids().isEmpty()) {
      methods.add(SYSTEM);
    }
    if (!profile.keys().isEmpty()) {
      methods.add(KEYPAIR);
    }
    return methods;
  }

  private static String method(String text) {
    if (!METHODS.contains(text)) {
      throw new IllegalArgumentException("is '" + Problem.shorten(text) + "'; this version knows 'system' and 'keypair'");
    }
    return text;
  }

  /** A newer file is refused before anything else in it is judged. */
  static void refuseNewer(Table root, String key, long known) {
    Long version = root.optionalInteger(key, 1, Integer.MAX_VALUE);
    if (version != null && version > known) {
      throw root.refusal(key, "is " + version + ": a newer version of Reeve wrote this file; this one reads up to " + known);
    }
  }

  private static void putInstant(TomlText text, String key, @Nullable Instant value) {
    if (value != null) {
      text.put(key, value);
    }
  }

  private static void putText(TomlText text, String key, String value) {
    if (!value.isEmpty()) {
      text.put(key, value);
    }
  }
}
