package dev.reeve.kernel.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.kernel.document.DocumentException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyRewriteTest {

  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  private static final String KEY = "ab".repeat(32);
  private static final String OTHER_KEY = "cd".repeat(32);

  private static final String BEFORE = """
      # The bot that reads logs. # 0
      id = "0198c0de-0000-7000-8000-000000000001" # 1
      groups = ["agent"] # 2

      # Its own rights. # 3
      grants = [ # 4
        "fs:read@/srv/**", # 5
        # not yet: fs:write # 6
        "run:read", # 7
      ] # 8

      [auth] # 9
      methods = ["system"] # 10
      uids = [1000] # 11

      # ---- 12 ----

      [network] # 13
      egress = ["api.example.com:443", "10.0.0.0/8"] # 14

      [process] # 15
      allow = ["/usr/bin/git"] # 16

      [quotas] # 17
      max_memory_bytes = "256MiB" # 18
      max_timeout_secs = 60 # 19

      # For the release. # 20
      [[grant]] # 21
      capability = "run:start@ci-bot" # 22
      until = 2026-02-28T00:00:00+01:00 # 23

      [[grant]] # 24
      capability = "run:cancel" # 25
      reason = "asked for" # 26
      """;

  private static Grant grant(String pattern) {
    return Grant.of(CapabilityPattern.parse(pattern));
  }

  private static List<Grant> without(List<Grant> grants, String pattern) {
    return grants.stream().filter(grant -> !grant.pattern().text().equals(pattern)).toList();
  }

  private static List<Grant> with(List<Grant> grants, Grant... more) {
    return Stream.concat(grants.stream(), Arrays.stream(more)).toList();
  }

  private static Profile old() {
    return ProfileFile.parse("bot.toml", BEFORE);
  }

  private static Profile granted(List<Grant> grants) {
    Profile old = old();
    return new Profile(
        old.id(), old.name(), old.enabled(), old.groups(), grants, old.revokes(), old.uids(), old.gids(), old.quotas(),
        old.createdAt(), old.keys());
  }

  private static Profile keyed(List<RegisteredKey> keys) {
    Profile old = old();
    return new Profile(
        old.id(), old.name(), old.enabled(), old.groups(), old.grants(), old.revokes(), old.uids(), old.gids(), old.quotas(),
        old.createdAt(), keys);
  }

  static Stream<Arguments> profiles() {
    Profile old = old();
    Grant release = new Grant(CapabilityPattern.parse("run:start@ci-bot"), NOON, "longer", "alice", NOON);
    RegisteredKey key = new RegisteredKey(KEY, new KeyLimit(List.of(CapabilityPattern.parse("self:*")), List.of()), "laptop", NOON, true);
    return Stream.of(
        Arguments.of(granted(with(old.grants(), grant("run:logs"))), List.of("+  \"run:logs\",")),
        Arguments.of(granted(without(old.grants(), "run:read")), List.of("-  \"run:read\", # 7")),
        Arguments.of(granted(without(old.grants(), "net:connect@10.0.0.0/8")), List.of(
            "-egress = [\"api.example.com:443\", \"10.0.0.0/8\"] # 14", "+egress = [\"api.example.com:443\"] # 14")),
        Arguments.of(granted(without(old.grants(), "process:spawn@/usr/bin/git")), List.of(
            "-allow = [\"/usr/bin/git\"] # 16", "+allow = [] # 16")),
        Arguments.of(granted(without(old.grants(), "run:start@ci-bot")), List.of(
            "-# For the release. # 20", "-[[grant]] # 21", "-capability = \"run:start@ci-bot\" # 22",
            "-until = 2026-02-28T00:00:00+01:00 # 23", "-")),
        Arguments.of(granted(with(without(old.grants(), "run:start@ci-bot"), release)), List.of(
            "-until = 2026-02-28T00:00:00+01:00 # 23", "+until = 2026-01-31T12:00:00Z # 23", "+reason = \"longer\"", "+by = \"alice\"",
            "+at = 2026-01-31T12:00:00Z")),
        Arguments.of(granted(with(without(old.grants(), "run:cancel"), grant("run:cancel"))), List.of(
            "+  \"run:cancel\",", "-", "-[[grant]] # 24", "-capability = \"run:cancel\" # 25", "-reason = \"asked for\" # 26")),
        Arguments.of(
            new Profile(
                old.id(), old.name(), false, List.of("agent", "ops"), old.grants(), List.of(CapabilityPattern.parse("self:key:*")),
                old.uids(), old.gids(), old.quotas().without(Quota.MAX_MEMORY_BYTES).with(Quota.MAX_TIMEOUT_SECS, 61).with(
                    Quota.MAX_STORAGE_BYTES, 5), NOON),
            List.of(
                "-groups = [\"agent\"] # 2", "+groups = [\"agent\", \"ops\"] # 2", "+created_at = 2026-01-31T12:00:00Z", "+enabled = false",
                "+revokes = [\"self:key:*\"]", "-max_memory_bytes = \"256MiB\" # 18", "-max_timeout_secs = 60 # 19",
                "+max_timeout_secs = 61 # 19", "+max_storage_bytes = 5")),
        Arguments.of(keyed(List.of(key)), List.of(
            "-methods = [\"system\"] # 10", "+methods = [\"system\", \"keypair\"] # 10", "+", "+[[auth.public_keys]]",
            "+key_id = \"" + key.id() + "\"", "+pubkey = \"" + KEY + "\"", "+label = \"laptop\"", "+created_at = 2026-01-31T12:00:00Z",
            "+device = true", "+", "+[auth.public_keys.scope]", "+allow = [\"self:*\"]", "+deny = []")),
        Arguments.of(granted(old.grants().reversed()), List.of()),
        Arguments.of(old, List.of()));
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void onlyTheLinesThatMustChangeChange(Profile after, List<String> changed) {
    String text = ProfileFile.rewrite("bot.toml", BEFORE, after);
    assertThat(changes(BEFORE, text)).containsExactlyInAnyOrderElementsOf(changed);
    assertThat(ProfileFile.parse("bot.toml", text).grants()).containsExactlyInAnyOrderElementsOf(after.grants());
    assertThat(ProfileFile.rewrite("bot.toml", text, after)).isEqualTo(text);
  }

  /** The lines that are only in one of the texts; those of the second may stand between those of the first. */
  private static List<String> changes(String before, String after) {
    List<String> old = before.lines().toList();
    List<String> fresh = after.lines().toList();
    int[][] common = new int[old.size() + 1][fresh.size() + 1];
    for (int i = old.size() - 1; i >= 0; i--) {
      for (int j = fresh.size() - 1; j >= 0; j--) {
        common[i][j] = old.get(i).equals(fresh.get(j)) ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    List<String> changes = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < old.size() || j < fresh.size()) {
      if (i < old.size() && j < fresh.size() && old.get(i).equals(fresh.get(j))) {
        i++;
        j++;
      } else if (i < old.size() && (j == fresh.size() || common[i + 1][j] >= common[i][j + 1])) {
        changes.add("-" + old.get(i++));
      } else {
        changes.add("+" + fresh.get(j++));
      }
    }
    return changes;
  }

  @Test
  void everyWayToWriteAGrantCanBeTakenBack() {
    String id = "id = \"0198c0de-0000-7000-8000-000000000001\"\n";
    for (String text : List.of(
        "grants = ['run:read']\n", "network.egress = [\"a.example\"]\n", "process = { allow = [\"/bin/sh\"] }\n",
        "grant = [{ capability = \"run:read\" }, { capability = \"run:logs\", by = \"me\" }]\n",
        "[[grant]]\ncapability = \"run:read\"\n", "grants = [\"run:read\", \"run:read\"]\n")) {
      Profile profile = ProfileFile.parse("bot.toml", id + text);
      Profile none = new Profile(
          profile.id(), "bot", true, List.of(), List.of(), List.of(), List.of(), List.of(), Quotas.DEFAULTS, null);
      String taken = ProfileFile.rewrite("bot.toml", id + text, none);
      assertThat(ProfileFile.parse("bot.toml", taken)).isEqualTo(none);
      assertThat(taken).startsWith(id).doesNotContain("run:", "example", "/bin");
    }
  }

  @Test
  void keysChangeWhereTheyStand() {
    String before = ProfileFile.write(keyed(List.of(
        new RegisteredKey(KEY, KeyLimit.FULL, "laptop", NOON, false),
        new RegisteredKey(OTHER_KEY, new KeyLimit(List.of(CapabilityPattern.parse("self:*")), List.of()), "", null, true))))
        .replace("label = \"laptop\"\n", "label = \"laptop\" # the old one\n");
    KeyLimit scope = new KeyLimit(List.of(), List.of(CapabilityPattern.parse("caps:*")));
    Profile after = keyed(List.of(
        new RegisteredKey(KEY, scope, "desk", NOON, false), new RegisteredKey(OTHER_KEY, KeyLimit.FULL, "", null, false)));
    String text = ProfileFile.rewrite("bot.toml", before, after);
    assertThat(ProfileFile.parse("bot.toml", text).keys()).isEqualTo(after.keys());
    assertThat(text).contains("label = \"desk\" # the old one\n");
    String one = ProfileFile.rewrite("bot.toml", text, keyed(List.of(after.keys().getLast())));
    assertThat(ProfileFile.parse("bot.toml", one).keys()).containsExactly(after.keys().getLast());
    assertThat(one).doesNotContain(KEY, "caps:*").contains(OTHER_KEY);
  }

  @Test
  void whatCannotBeEditedIsWrittenAnewBelowItsFirstComment() {
    String before = "# mine\n# still mine\nid = \"0198c0de-0000-7000-8000-000000000001\"\nauth.uids = [1]\n";
    Profile old = ProfileFile.parse("bot.toml", "id = \"0198c0de-0000-7000-8000-000000000001\"\n");
    String text = Rewriting.rewrite(
        "bot.toml", before, editor -> editor.set(List.of("auth"), 1), () -> ProfileFile.write(old),
        changed -> ProfileFile.parse("bot.toml", changed).equals(old));
    assertThat(text).isEqualTo("# mine\n# still mine\n\n" + ProfileFile.write(old));
    assertThatThrownBy(() -> Rewriting.rewrite("bot.toml", before, _ -> { }, () -> ProfileFile.write(old), _ -> false))
        .isInstanceOf(IllegalArgumentException.class).hasMessage("no text can say this");
  }

  @Test
  void refusesAnotherNameAndABrokenFile() {
    assertThatThrownBy(() -> ProfileFile.rewrite("other.toml", BEFORE, old())).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the file is of 'other', the profile of 'bot'");
    assertThatThrownBy(() -> ProfileFile.rewrite("bot.toml", BEFORE + "typo = 1\n", old())).isInstanceOf(DocumentException.class);
  }

  private static final String GROUPS = """
      # Ours. # 0
      groups_version = 1 # 1

      # Keeps it going. # 2
      [groups.ops] # 3
      capabilities = [ # 4
        "run:*", # 5
      ] # 6
      description = "ops" # 7

      [groups.ops.quotas] # 8
      max_timeout_secs = 60 # 9

      # Careful. # 10
      [groups.root] # 11
      capabilities = ["*"] # 12
      unsafe_admin = true # 13
      """;

  @Test
  void groupsChangeWhereTheyStand() {
    Map<String, Group> old = GroupsFile.parse("groups.toml", GROUPS);
    List<CapabilityPattern> some = List.of(CapabilityPattern.parse("run:*"), CapabilityPattern.parse("agent:list"));
    Quotas limits = Quotas.DEFAULTS.with(Quota.MAX_TIMEOUT_SECS, 60).with(Quota.MAX_CONCURRENT_RUNS, 2);
    Group ops = new Group("ops", some, "", false, false, limits);
    Group fresh = new Group("new", some, "said \"so\"", false, false, Quotas.DEFAULTS.with(Quota.MAX_CONCURRENT_RUNS, 1));
    List<Group> after = new ArrayList<>(BuiltinGroups.all());
    after.addAll(List.of(fresh, ops, java.util.Objects.requireNonNull(old.get("root"))));
    String text = GroupsFile.rewrite("groups.toml", GROUPS, after);
    assertThat(changes(GROUPS, text)).containsExactly(
        "+  \"agent:list\",", "-description = \"ops\" # 7", "+max_concurrent_runs = 2", "+", "+[groups.new]",
        "+capabilities = [\"run:*\", \"agent:list\"]", "+description = \"said \\\"so\\\"\"", "+", "+[groups.new.quotas]",
        "+max_concurrent_runs = 1");
    String less = GroupsFile.rewrite("groups.toml", text, List.of(fresh, new Group("root", some, "", false, false)));
    assertThat(changes(text, less)).contains("-[groups.ops.quotas] # 8", "+unsafe_admin = false # 13", "-# Keeps it going. # 2")
        .doesNotContain("-# Careful. # 10", "-# Ours. # 0");
    assertThat(GroupsFile.rewrite("groups.toml", less, List.of())).isEqualTo("# Ours. # 0\ngroups_version = 1 # 1\n");
  }

  @Test
  void anyProfileBecomesAnyOther() {
    Random random = new Random(20260131);
    String text = BEFORE;
    for (int round = 0; round < 100; round++) {
      Profile after = anyProfile(random);
      text = ProfileFile.rewrite("bot.toml", text, after);
      Profile read = ProfileFile.parse("bot.toml", text);
      assertThat(read.grants()).containsExactlyInAnyOrderElementsOf(after.grants());
      assertThat(read.keys()).containsExactlyInAnyOrderElementsOf(after.keys());
      assertThat(List.of(read.groups(), read.revokes(), read.uids(), read.gids(), read.quotas(), read.enabled()))
          .isEqualTo(List.of(after.groups(), after.revokes(), after.uids(), after.gids(), after.quotas(), after.enabled()));
      assertThat(text).startsWith("# The bot that reads logs. # 0\nid = \"0198c0de")
          .contains("[auth] # 9", "[network] # 13", "# ---- 12 ----");
    }
  }

  private static Profile anyProfile(Random random) {
    List<Grant> grants = new ArrayList<>();
    List<RegisteredKey> keys = new ArrayList<>();
    List<String> patterns =
        List.of("run:read", "net:connect@a.example", "process:spawn@/usr/bin/git", "fs:read@/srv/**", "net:connect@10.0.0.0/8");
    for (int i = random.nextInt(6); i > 0; i--) {
      CapabilityPattern pattern = CapabilityPattern.parse(patterns.get(random.nextInt(patterns.size())));
      Instant until = random.nextBoolean() ? NOON.plusSeconds(random.nextInt(9)) : null;
      grants.add(random.nextBoolean() ? Grant.of(pattern) : new Grant(pattern, until, random.nextBoolean() ? "why" : "", "me", null));
    }
    for (int i = 0; i < 3; i++) {
      if (random.nextBoolean()) {
        KeyLimit limit = random.nextBoolean() ? KeyLimit.FULL : new KeyLimit(List.of(CapabilityPattern.parse("self:*")), List.of());
        keys.add(new RegisteredKey(("a" + i).repeat(32), limit, random.nextBoolean() ? "label" : "", NOON, random.nextBoolean()));
      }
    }
    Quotas quotas = Quotas.DEFAULTS;
    for (Quota quota : Quota.values()) {
      quotas = quota.enforced() && random.nextInt(4) == 0 ? quotas.with(quota, quota.least() + random.nextInt(3)) : quotas;
    }
    return new Profile(
        UUID.fromString("0198c0de-0000-7000-8000-000000000001"), "bot", random.nextBoolean(),
        random.nextBoolean() ? List.of("agent") : List.of("ops", "agent"), grants,
        random.nextBoolean() ? List.of() : List.of(CapabilityPattern.parse("caps:*")),
        random.nextBoolean() ? List.of() : List.of(random.nextLong(9)), random.nextBoolean() ? List.of() : List.of(7L), quotas, null, keys);
  }

  @Test
  void tenThousandGrantsAreRewrittenQuickly() {
    List<Grant> many = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      many.add(grant("fs:read@/srv/" + i));
    }
    String before = ProfileFile.rewrite("bot.toml", BEFORE, granted(many));
    List<Grant> half = new ArrayList<>();
    for (int i = 0; i < many.size(); i++) {
      if (i % 2 == 0) {
        half.add(many.get(i));
      } else if (i % 5 == 0) {
        half.add(new Grant(many.get(i).pattern(), NOON, "", "", null));
      }
    }
    long start = System.nanoTime();
    String after = ProfileFile.rewrite("bot.toml", before, granted(half));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(ProfileFile.parse("bot.toml", after).grants()).containsExactlyInAnyOrderElementsOf(half);
    assertThat(after).contains("# not yet: fs:write # 6");
  }
}
