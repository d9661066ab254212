package dev.reeve.kernel.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.document.DocumentException;
import dev.reeve.kernel.document.Problem;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileFileTest {

  private static final String ID = "id = \"0198c0de-0000-7000-8000-000000000001\"\n";

  private static List<String> problems(String text) {
    return problems("bot.toml", text);
  }

  private static List<String> problems(String file, String text) {
    DocumentException refused = catchThrowableOfType(DocumentException.class, () -> ProfileFile.parse(file, text));
    return refused == null ? List.of() : refused.problems().stream().map(Problem::toString).toList();
  }

  private static final String WHOLE = """
      profile_version = 1
      id = "0198c0de-0000-7000-8000-000000000001"
      created_at = 2026-01-31T12:00:00Z
      enabled = false
      groups = ["agent", "ops"]
      grants = ["fs:read@/srv/data/**", "delegate:self:*"]
      revokes = ["self:capsule:install"]

      [auth]
      methods = ["system"]
      uids = [0, 1000]
      gids = [50]

      [network]
      egress = ["api.example.com:443", "10.0.0.0/8"]

      [process]
      allow = ["/usr/bin/git"]

      [quotas]
      max_memory_bytes = "256MiB"
      max_timeout_secs = 60
      max_background_processes = 0
      max_cpu_percent = 50
      max_concurrent_runs = 2
      max_in_flight_calls = 64

      [[grant]]
      capability = "run:start@ci-bot"
      until = 2026-02-28T00:00:00+01:00
      reason = "release \\"week\\""
      by = "alice"
      at = 2026-01-31T12:00:00.5Z
      """;

  @Test
  void readsAWholeProfile() {
    Profile profile = ProfileFile.parse("etc/principals/log-triage.toml", WHOLE);
    assertThat(profile.id()).isEqualTo(UUID.fromString("0198c0de-0000-7000-8000-000000000001"));
    assertThat(profile.name()).isEqualTo("log-triage");
    assertThat(profile.enabled()).isFalse();
    assertThat(profile.groups()).containsExactly("agent", "ops");
    assertThat(profile.grants()).containsExactly(
        Grant.of(CapabilityPattern.parse("fs:read@/srv/data/**")),
        Grant.of(CapabilityPattern.parse("delegate:self:*")),
        Grant.of(CapabilityPattern.parse("net:connect@api.example.com:443")),
        Grant.of(CapabilityPattern.parse("net:connect@10.0.0.0/8")),
        Grant.of(CapabilityPattern.parse("process:spawn@/usr/bin/git")),
        new Grant(CapabilityPattern.parse("run:start@ci-bot"), Instant.parse("2026-02-27T23:00:00Z"), "release \"week\"", "alice",
            Instant.parse("2026-01-31T12:00:00.5Z")));
    assertThat(profile.revokes()).containsExactly(CapabilityPattern.parse("self:capsule:install"));
    assertThat(profile.uids()).containsExactly(0L, 1000L);
    assertThat(profile.gids()).containsExactly(50L);
    assertThat(profile.quotas()).isEqualTo(new Quotas(java.util.Map.of(
        Quota.MAX_MEMORY_BYTES, 268_435_456L, Quota.MAX_TIMEOUT_SECS, 60L, Quota.MAX_BACKGROUND_PROCESSES, 0L, Quota.MAX_CPU_PERCENT, 50L,
        Quota.MAX_CONCURRENT_RUNS, 2L, Quota.MAX_IN_FLIGHT_CALLS, 64L)));
    assertThat(profile.createdAt()).isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
  }

  @Test
  void theLeastIsAnId() {
    Profile profile = ProfileFile.parse("bot.toml", ID);
    assertThat(profile).isEqualTo(new Profile(UUID.fromString("0198c0de-0000-7000-8000-000000000001"), "bot", true, List.of(), List.of(),
        List.of(), List.of(), List.of(), Quotas.DEFAULTS, null));
  }

  @Test
  void whatIsWrittenIsReadBack() {
    for (String text : List.of(WHOLE, ID)) {
      Profile profile = ProfileFile.parse("log-triage.toml", text);
      String written = ProfileFile.write(profile);
      assertThat(ProfileFile.parse("log-triage.toml", written)).isEqualTo(profile);
      assertThat(ProfileFile.write(ProfileFile.parse("log-triage.toml", written))).isEqualTo(written);
    }
    assertThat(ProfileFile.write(ProfileFile.parse("bot.toml", ID))).isEqualTo("""
        profile_version = 1
        id = "0198c0de-0000-7000-8000-000000000001"
        enabled = true
        groups = []
        grants = []
        revokes = []
        """);
  }

  @Test
  void keysAreReadAndWritten() {
    String hex = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    String text = ID + """
        [auth]
        methods = ["keypair"]
        [[auth.public_keys]]
        pubkey = "%s"
        label = "phone"
        device = true
        created_at = 2026-01-31T12:00:00Z
        scope = { allow = ["self:*"], deny = ["self:auth:*"] }
        """.formatted(hex);
    Profile profile = ProfileFile.parse("bot.toml", text);
    RegisteredKey key = profile.keys().getFirst();
    assertThat(key.id()).isEqualTo(RegisteredKey.idOf(hex)).hasSize(16);
    assertThat(key.limit().allow()).extracting(CapabilityPattern::text).containsExactly("self:*");
    assertThat(profile.canLogIn()).isTrue();
    assertThat(ProfileFile.parse("bot.toml", ProfileFile.write(profile))).isEqualTo(profile);
    assertThat(problems(text.replace("[[auth", "[[auth.public_keys]]\npubkey = \"" + hex + "\"\n[[auth")))
        .singleElement().asString().contains("is listed twice");
    assertThat(problems(text.replace("label", "key_id = \"0000000000000000\"\nlabel"))).singleElement().asString().contains("is not the id of this key");
    assertThat(problems(text.replace("\"keypair\"", ""))).singleElement().asString().contains("leaves out 'keypair'");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      enableed = false              | 2:1: enableed: unknown key; did you mean 'enabled'?
      enabled = "no"                | 2:1: enabled: expected true or false, found a string ('no')
      profile_version = 0           | 2:1: profile_version: is 0; wanted: an integer from 1 to 2147483647
      groups = ["a b"]              | 2:11: groups[0]: character 2 (' ') is not one of A-Z, a-z, 0-9, '_', '-'
      grants = ["a:b", "a::b"]      | 2:18: grants[1]: segment 2 of 'a::b' is empty
      revokes = ["fs:read@x"]       | 2:12: revokes[0]: the path 'x' is not absolute: it does not start with '/'
      grants = "*"                  | 2:1: grants: expected a list of strings, found a string ('*')
      auth.uids = [-1]              | 2:14: auth.uids[0]: is -1; wanted: an integer from 0 to 4294967294
      auth.uids = [4294967295]      | 2:14: auth.uids[0]: is 4294967295; wanted: an integer from 0 to 4294967294
      auth.methods = ["passkey"]    | 2:17: auth.methods[0]: is 'passkey'; this version knows 'system' and 'keypair'
      auth.public_keys = [{pubkey = "ab"}] | 2:22: auth.public_keys[0].pubkey: wanted: a raw Ed25519 public key as 64 hexadecimal digits in lower case
      auth.public_keys = [{}]       | 2:21: auth.public_keys[0].pubkey: missing; wanted: a string
      auth = {methods = [], gids = [1]} | 2:9: auth.methods: leaves out 'system', but uids or gids are listed
      auth.key = 1                  | 2:1: auth.key: unknown key
      network.egress = ["*"] | 2:19: network.egress[0]: the host '*' is no host, '*.domain' or block of addresses, with an optional ':port'
      process.allow = ["git"]       | 2:18: process.allow[0]: the executable path 'git' is not absolute: it does not start with '/'
      quotas.max_timeout_secs = 0   | 2:1: quotas.max_timeout_secs: is 0; wanted: an integer from 1 to 86400
      quotas.max_timeout_secs = 86401 | 2:1: quotas.max_timeout_secs: is 86401; wanted: an integer from 1 to 86400
      quotas.max_memory_bytes = 0   | 2:1: quotas.max_memory_bytes: is 0 bytes; wanted: a size from 1 to 9223372036854775807 bytes
      quotas.max_background_processes = 4097 | 2:1: quotas.max_background_processes: is 4097; wanted: an integer from 0 to 4096
      quotas.max_in_flight_calls = 65 | 2:1: quotas.max_in_flight_calls: is 65; wanted: an integer from 1 to 64
      quotas.max_tokens_per_day = 1 | 2:1: quotas.max_tokens_per_day: not enforced by this version
      quotas.max_requests_per_minute = 0 | 2:1: quotas.max_requests_per_minute: is 0; wanted: an integer from 1 to 9223372036854775807
      grant = [{until = 2026-01-01T00:00:00Z}] | 2:10: grant[0].capability: missing; wanted: a capability pattern
      grant = [{until = "", capability = "a"}] | 2:11: grant[0].until: expected a time such as 2026-01-31T12:00:00Z, found a string ('')
      grant = [{capability = "a*"}] | 2:11: grant[0].capability: segment 1 of 'a*' mixes '*' with text; '*' stands alone
      """)
  void refuses(String line, String problem) {
    assertThat(problems(ID + line)).containsExactly("bot.toml:" + problem);
  }

  @Test
  void needsAnId() {
    assertThat(problems("")).containsExactly("bot.toml:1:1: id: missing; wanted: a UUID");
    assertThat(problems("id = \"1-1-1-1-1\"")).containsExactly("bot.toml:1:1: id: is '1-1-1-1-1'; wanted: a UUID in lower case");
  }

  @Test
  void aNewerFileIsRefusedBeforeAnythingElseIsJudged() {
    assertThat(problems("profile_version = 2\nunheard_of = true\n")).containsExactly(
        "bot.toml:1:1: profile_version: is 2: a newer version of Reeve wrote this file; this one reads up to 1");
  }

  @Test
  void tellsAllProblemsAtOnce() {
    assertThat(problems(ID + "grants = [\"a*\", \"b*\"]\ntypo = 1\n[quotas]\nmax_cpu_percent = 0\n")).hasSize(4);
  }

  @Test
  void theFilesNameIsThePrincipals() {
    assertThat(problems("-rf.toml", ID)).containsExactly("-rf.toml:1:1: the file's name is no principal's: the name starts with '-'");
    assertThat(problems("a/self.toml", ID))
        .containsExactly("a/self.toml:1:1: the file's name is no principal's: 'self' is a reserved name");
    assertThat(problems("bot.tml", ID)).containsExactly("bot.tml:1:1: the file's name is no principal's: the name does not end in '.toml'");
    assertThat(problems(".toml", ID)).containsExactly(".toml:1:1: the file's name is no principal's: the name is empty");
  }

  @Test
  void brokenSyntaxIsToldWithItsPlace() {
    assertThat(problems(ID + "grants = [\n")).first().asString().startsWith("bot.toml:3:1: unexpected end of input");
  }
}
