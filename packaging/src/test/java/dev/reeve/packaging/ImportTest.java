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

/** Homes of Astrid taken over by a real kernel, typed as a user types it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ImportTest {

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

  private Finished imports(int code, Path astrid, String... options) throws IOException, InterruptedException {
    String[] words = new String[options.length + 3];
    words[0] = "import";
    words[1] = "astrid";
    words[2] = astrid.toString();
    System.arraycopy(options, 0, words, 3, options.length);
    Finished answer = home.reeve(words);
    assertThat(answer.code()).as("%s", answer).isEqualTo(code);
    return answer;
  }

  private static Path example(String name) {
    return Finished.inTree("admin-cli/src/test/resources/astrid/" + name);
  }

  private String profile(String name) throws IOException {
    return Files.readString(home.folder.resolve("etc/principals/" + name + ".toml"));
  }

  private void may(String principal, String capability) throws IOException, InterruptedException {
    assertThat(check(principal, capability)).as("%s %s", principal, capability).isZero();
  }

  private void mayNot(String principal, String capability) throws IOException, InterruptedException {
    assertThat(check(principal, capability)).as("%s %s", principal, capability).isEqualTo(4);
  }

  private int check(String principal, String capability) throws IOException, InterruptedException {
    return home.reeve("caps", "check", principal, capability).code();
  }

  @Test
  void aHomeOfTheOlderVersionIsTakenOverOnce() throws IOException, InterruptedException {
    Finished first = imports(1, example("v06"), "--user", "bob=4242");
    assertThat(first.out()).contains("made, without rights at first", "there is one already, which stays as it is");
    assertThat(first.err()).contains(" changes made", "refused:", "group operator: a group of this name is built in here");
    may("bob", "self:quota:get");
    may("bob", "net:connect@api.example.com:443");
    mayNot("bob", "net:connect@other.example.com:443");
    mayNot("bob", "self:capsule:install");
    mayNot("carol", "agent:list");
    mayNot("dora", "system:shutdown");
    assertThat(profile("bob")).contains("max_timeout_secs = 60", "4242", "3b6a27bcceb6a42d");
    assertThat(profile("carol")).contains("enabled = false");
    String bob = profile("bob");
    Finished again = imports(1, example("v06"), "--user", "bob=4242");
    assertThat(again.err()).contains("nothing to do");
    assertThat(profile("bob")).isEqualTo(bob);
  }

  @Test
  void aHomeOfTheNewerVersionKeepsTheLimitsOfItsKeys() throws IOException, InterruptedException {
    Finished first = imports(1, example("new"));
    assertThat(first.err()).contains("1 refused:", "its scope allows nothing there");
    assertThat(profile("alice")).contains("3d4017c3e843895a", "fc51cd8e6218a1a3", "self:auth:pair:admin").doesNotContain("278117fc144c7234");
    assertThat(imports(1, example("new")).err()).contains("nothing to do");
  }

  @Test
  void aPrincipalThatIsThereAlreadyGetsNothingUnasked() throws IOException, InterruptedException {
    Path astrid = folder.resolve("astrid");
    Path profiles = Files.createDirectories(astrid.resolve("etc/profiles"));
    Files.writeString(astrid.resolve("etc/layout-version"), "1\n");
    Files.writeString(profiles.resolve("frank.toml"), "groups = [\"agent\"]\ngrants = [\"agent:list\"]\nrevokes = [\"self:key:list\"]\n");
    assertThat(home.reeve("agent", "create", "frank").code()).isZero();
    assertThat(imports(1, astrid).err()).contains("is there already, but lacks revoke 'self:key:list', grant 'agent:list'");
    mayNot("frank", "agent:list");
    assertThat(imports(0, astrid, "--merge").err()).contains("2 changes made");
    may("frank", "agent:list");
    assertThat(imports(0, astrid).err()).contains("nothing to do");
  }

  @Test
  void whoMayNotConferIsRefusedByTheKernel() throws IOException, InterruptedException {
    String uid = Files.getAttribute(home.folder, "unix:uid").toString();
    assertThat(home.reeve("agent", "create", "clerk", "--grant", "agent:create,caps:grant,self:*,group:list,agent:list", "--uid", uid).code())
        .isZero();
    Path astrid = folder.resolve("astrid-clerk");
    Path profiles = Files.createDirectories(astrid.resolve("etc/profiles"));
    Files.writeString(astrid.resolve("etc/layout-version"), "1\n");
    Files.writeString(profiles.resolve("gina.toml"), "grants = [\"agent:list\", \"system:shutdown\"]\n");
    Finished answer = imports(1, astrid, "--as", "clerk");
    assertThat(answer.err()).contains("profile gina: granted 'system:shutdown'");
    may("gina", "agent:list");
    mayNot("gina", "system:shutdown");
  }
}
