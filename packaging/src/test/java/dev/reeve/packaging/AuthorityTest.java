package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Administration as a user types it, against one kernel that lives through all of it; each test has principals of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AuthorityTest {

  private Path folder = Path.of("");
  private Home home = new Home(folder);

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException, InterruptedException {
    folder = temporary;
    home = new Home(temporary.resolve("home")).started();
  }

  @AfterAll
  void stop() throws IOException {
    home.close();
  }

  private Finished succeeds(String... words) throws IOException, InterruptedException {
    Finished answer = home.reeve(words);
    assertThat(answer.code()).as("%s: %s", String.join(" ", words), answer).isZero();
    return answer;
  }

  private Finished fails(int code, String... words) throws IOException, InterruptedException {
    Finished answer = home.reeve(words);
    assertThat(answer.code()).as("%s: %s", String.join(" ", words), answer).isEqualTo(code);
    return answer;
  }

  /** Makes a key and answers its file. */
  private String key(String name) throws IOException, InterruptedException {
    String file = folder.resolve(name + ".key").toString();
    succeeds("key", "generate", file);
    return file;
  }

  private String token(String name, Finished issued) throws IOException {
    assertThat(issued.out().lines()).hasSize(1);
    return Files.writeString(folder.resolve(name + ".token"), issued.out()).toString();
  }

  @Test
  void aGroupGivesItsMembersWhatItHasAndSaysWhoLosesItWhenItGoes() throws Exception {
    succeeds("agent", "create", "gina", "--group", "restricted");
    succeeds("group", "create", "readers", "--cap", "fs:read@/srv/**", "--description", "read the share");
    Finished joined = succeeds("agent", "modify", "gina", "--add-group", "readers", "--remove-group", "restricted");
    assertThat(joined.err()).contains("gina gains fs:read@/srv/**");
    succeeds("caps", "check", "gina", "fs:read@/srv/a.txt");
    assertThat(fails(4, "caps", "check", "gina", "fs:read@/etc/passwd").out()).contains("MISSING");
    assertThat(succeeds("caps", "show", "gina").out()).containsPattern("fs:read@/srv/\\*\\* +allows +group readers");
    assertThat(succeeds("group", "members", "readers", "-o", "name").out()).isEqualTo("gina\n");
    succeeds("group", "modify", "readers", "--clear-description", "--quota", "memory=256MiB");
    assertThat(succeeds("group", "show", "readers").out()).contains("max_memory_bytes 256MiB").doesNotContain("read the share");
    assertThat(succeeds("quota", "show", "gina").out()).containsPattern("max_memory_bytes +256MiB .*group readers");
    assertThat(fails(8, "group", "delete", "readers", "-y").err()).contains("readers");
    assertThat(succeeds("group", "delete", "readers", "--cascade", "-y").err()).contains("gina loses fs:read@/srv/**");
    fails(4, "caps", "check", "gina", "fs:read@/srv/a.txt");
  }

  @Test
  void aGrantHasATermAndARevokeBeatsIt() throws Exception {
    succeeds("agent", "create", "bob");
    Finished granted = succeeds("caps", "grant", "bob", "fs:read@/srv/**", "--until", "2h", "--reason", "night shift");
    assertThat(granted.err()).contains("granted to principal bob (generation ", "bob gains fs:read@/srv/**");
    assertThat(succeeds("agent", "show", "bob").out()).contains("night shift").containsPattern("fs:read@/srv/\\*\\* +\\d{4}-\\d\\d-\\d\\dT.*default");
    assertThat(succeeds("caps", "who-can", "fs:read@/srv/a").out()).containsPattern("bob +fs:read@/srv/\\*\\* +grant +in \\d").contains("default");
    assertThat(succeeds("caps", "revoke", "bob", "fs:read@/srv/secret/**").err()).contains("revoked from principal bob");
    Finished explained = fails(4, "caps", "explain", "bob", "fs:read@/srv/secret/key");
    assertThat(explained.out()).contains("REVOKED", "1. ");
    succeeds("caps", "unrevoke", "bob", "fs:read@/srv/secret/**");
    succeeds("caps", "check", "bob", "fs:read@/srv/secret/key");
    assertThat(succeeds("caps", "ungrant", "bob", "fs:read@/srv/**").err()).contains("bob loses fs:read@/srv/**");
    fails(4, "caps", "check", "bob", "fs:read@/srv/a");
    assertThat(fails(2, "caps", "grant", "bob", "x:y", "--until", "2020-01-01T00:00:00Z").err()).contains("until");
  }

  @Test
  void whatAChangeWouldDoIsKnownBeforeAndAStaleOneIsRefused() throws Exception {
    succeeds("agent", "create", "dora");
    Finished diff = succeeds("caps", "diff", "caps", "grant", "dora", "net:connect@example.com:443");
    assertThat(diff.out()).contains("dora gains net:connect@example.com:443");
    assertThat(succeeds("caps", "grant", "dora", "net:connect@example.com:443", "--dry-run").err()).contains("would grant to principal dora");
    fails(4, "caps", "check", "dora", "net:connect@example.com:443");
    assertThat(fails(4, "caps", "diff", "caps", "grant", "dora", "*").out()).contains("refused: ");
    assertThat(fails(4, "caps", "grant", "dora", "*").err()).contains("unsafe");
    assertThat(fails(8, "caps", "grant", "dora", "a:b", "--expected-generation", "999999").err()).contains("generation");
  }

  @Test
  void aDisabledPrincipalMayNothingUntilItIsEnabled() throws Exception {
    succeeds("agent", "create", "emil");
    succeeds("caps", "check", "emil", "self:quota:get");
    succeeds("agent", "disable", "emil");
    assertThat(fails(4, "caps", "check", "emil", "self:quota:get").out()).contains("DISABLED");
    assertThat(succeeds("agent", "list", "--filter", "enabled=no", "-o", "name").out()).contains("emil\n");
    succeeds("agent", "enable", "emil");
    succeeds("caps", "check", "emil", "self:quota:get");
    succeeds("agent", "create", "emil2", "--clone", "emil");
    assertThat(succeeds("agent", "delete", "emil", "-y").err()).contains("deleted principal emil");
    assertThat(succeeds("agent", "delete", "emil", "-y").err()).contains("nothing changed for principal emil");
    fails(3, "agent", "show", "emil");
  }

  @Test
  void limitsAreSetShownWithTheirUseAndNeverRaisedForOneself() throws Exception {
    succeeds("agent", "create", "fritz");
    succeeds("quota", "set", "fritz", "--memory", "128MiB", "--timeout", "2m");
    String shown = succeeds("quota", "show", "fritz").out();
    assertThat(shown).containsPattern("NAME +LIMIT +USED +PEAK +SOURCE +ENFORCEMENT");
    assertThat(shown).containsPattern("max_memory_bytes +128MiB +\\S+ +\\S+ +own").containsPattern("max_timeout_secs +2m");
    succeeds("quota", "set", "fritz", "--clear", "memory");
    assertThat(succeeds("quota", "show", "fritz").out()).containsPattern("max_memory_bytes +512MiB .*default");
    assertThat(fails(4, "quota", "set", "default", "--memory", "64GiB").err()).contains("own");
  }

  @Test
  void anInviteMakesAPrincipalWhoseKeyLogsIn() throws Exception {
    String token = token("ada", succeeds("invite", "issue", "--group", "developer", "--for", "1h", "--label", "for Ada"));
    assertThat(succeeds("invite", "list").out()).contains("for Ada", "groups developer");
    String key = key("ada");
    assertThat(succeeds("invite", "redeem", "ada", "--key", key, "--token-file", token).err()).contains("you are now principal ada");
    assertThat(home.reeve("invite", "redeem", "adb", "--key", key("adb"), "--token-file", token).code()).as("a second use").isNotZero();
    assertThat(succeeds("--with-key", key, "whoami").out()).containsPattern("PRINCIPAL +ada").containsPattern("PROOF +key").containsPattern("GROUPS +developer");
    assertThat(succeeds("--with-key", key, "who").out()).containsPattern("ada +\\d+ +\\d+ .*key [0-9a-f]{16}");
    assertThat(fails(4, "--with-key", key, "agent", "create", "mine").err()).contains("agent:create");
    succeeds("agent", "disable", "ada");
    assertThat(home.reeve("--with-key", key, "status").code()).isEqualTo(4);
  }

  @Test
  void aDeviceMayOnlyWhatItsScopeSays() throws Exception {
    succeeds("agent", "create", "hana", "--group", "developer");
    String token = token("phone", succeeds("device", "pair", "hana", "--allow", "self:quota:get,self:session:read", "--label", "phone"));
    String key = key("phone");
    succeeds("device", "redeem", "--key", key, "--token-file", token);
    assertThat(succeeds("--with-key", key, "whoami").out()).containsPattern("PRINCIPAL +hana").contains("self:quota:get, self:session:read");
    succeeds("--with-key", key, "quota", "show", "hana");
    fails(4, "--with-key", key, "agent", "list");
    String listed = succeeds("device", "list", "hana").out();
    assertThat(listed).contains("phone", "device");
    String id = succeeds("device", "list", "hana", "-o", "name").out().strip();
    succeeds("device", "revoke", "hana", id, "-y");
    fails(4, "--with-key", key, "whoami");
  }

  @Test
  void aKeyIsAddedAndRemoved() throws Exception {
    succeeds("agent", "create", "ivan");
    String key = key("ivan");
    succeeds("key", "add", "ivan", "--key", key + ".pub", "--label", "laptop", "--full");
    assertThat(succeeds("--with-key", key, "whoami", "-o", "json").out()).contains("\"principal\": \"ivan\"", "\"proof\": \"key\"");
    String id = succeeds("key", "list", "ivan", "-o", "name").out().strip();
    succeeds("key", "remove", "ivan", id, "-y");
    fails(4, "--with-key", key, "whoami");
  }

  @Test
  void theFirstAdministratorIsSetUpOnce() throws Exception {
    Finished made = succeeds("setup", "--admin", "daemon", "--name", "chief", "-y");
    assertThat(made.err()).contains("made principal chief", "chief gains *");
    assertThat(succeeds("setup", "--admin", "daemon", "--name", "chief", "-y").err()).contains("nothing to do");
    succeeds("caps", "check", "chief", "agent:create");
  }

  @Test
  void theDoctorNamesAProfileThatIsBrokenWithPlaceAndWhatIsInForce() throws Exception {
    succeeds("agent", "create", "kurt");
    assertThat(home.reeve("doctor").out()).contains("OK       kernel.answer: ", "OK       audit.chain: the chain is intact", "OK       home.permissions: ");
    Path profile = home.folder.resolve("etc/principals/kurt.toml");
    String good = Files.readString(profile);
    Files.writeString(profile, good.replace("enabled = true", "enabeld = true"));
    Finished sick = awaitDoctor("enabeld");
    assertThat(sick.code()).isEqualTo(1);
    assertThat(sick.out()).contains("FAIL ", "kurt.toml:", "did you mean 'enabled'?", "to do: ");
    Files.writeString(profile, good);
  }

  /** Watching takes a moment; each look is a process of its own. */
  private Finished awaitDoctor(String word) throws IOException, InterruptedException {
    Finished last = home.reeve("doctor");
    for (int i = 0; i < 30 && !last.out().contains(word); i++) {
      last = home.reeve("doctor");
    }
    return last;
  }

  @Test
  void theCatalogKnowsEveryCallAndFamily() throws Exception {
    assertThat(succeeds("caps", "catalog", "-o", "name").out().lines()).contains("caps:grant", "fs:read", "agent:create", "secret:use");
  }
}
