package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The main job, typed as a user types it, against one kernel that lives through all of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EndToEndTest {

  private Path folder = Path.of("");
  private Home home = new Home(folder);

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException, InterruptedException {
    folder = temporary;
    // Where the kernel is root, runs are another user, who has to get through to what is granted.
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
    home = new Home(temporary.resolve("home")).started().with("runtime-process", "tools-files", "tools-http", "hello");
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
    assertThat(answer.err()).startsWith("reeve: ").contains("remedy: ").doesNotContain("Exception", "\tat ");
    return answer;
  }

  private Path manifest(String name, String spec) throws IOException {
    Path file = folder.resolve(name + ".yaml");
    Files.writeString(file, "apiVersion: reeve.dev/v1\nkind: Agent\nmetadata: { name: " + name + ", version: 1.0.0 }\nspec:\n" + spec.indent(2));
    return file;
  }

  private void agent(String name, String spec, String... grants) throws IOException, InterruptedException {
    succeeds(grants.length == 0 ? new String[] {"agent", "create", name} : new String[] {"agent", "create", name, "--grant", String.join(",", grants)});
    succeeds("agent", "deploy", manifest(name, spec).toString());
  }

  @Test
  void theOwnerIsTheDefaultOperatorAndAnotherUserIsNobody() throws IOException, InterruptedException {
    assertThat(succeeds("whoami", "-o", "json").out()).contains("\"principal\": \"default\"", "\"proof\": \"unix-peer\"");
    assertThat(fails(4, "whoami", "--as", "somebody").err()).contains("may not act as 'somebody'");
  }

  @Test
  void aRunGetsItsInputAndItsLastOutputIsTheResult() throws IOException, InterruptedException {
    agent(
        "echoer",
        """
        runtime:
          name: process
          command: [/bin/sh, -c, 'read -r first; echo "{\\"type\\":\\"progress\\",\\"done\\":1}"; echo on the console; echo to the log >&2; echo "{\\"type\\":\\"output\\",\\"value\\":$first}"']
        """);
    Finished run = succeeds("run", "start", "echoer", "--input", "{\"x\": [1, 2]}");
    assertThat(run.out()).contains("\"input\":{\"x\":[1,2]}", "\"agent\":\"echoer\"");
    String id = succeeds("run", "list", "--agent", "echoer", "-o", "name").out().lines().findFirst().orElseThrow();
    Finished logs = succeeds("run", "logs", id);
    assertThat(logs.out() + logs.err()).contains("on the console", "to the log");
    assertThat(succeeds("run", "show", id, "-o", "json").out()).contains("RUN_STATE_SUCCEEDED");
  }

  @Test
  void aRunSeesOnlyWhatAgentAndManifestBothAllow() throws IOException, InterruptedException {
    Path open = Files.createDirectories(folder.resolve("open"));
    Path shut = Files.createDirectories(folder.resolve("shut"));
    Files.writeString(open.resolve("a.txt"), "granted");
    Files.writeString(shut.resolve("b.txt"), "secret");
    agent(
        "reader",
        "runtime: { name: process, command: [/bin/sh, -c, 'cat " + open + "/a.txt; cat " + shut + "/b.txt; ls " + home.folder + "; env'] }\n"
            + "requires: ['fs:read@" + open + "/**']\n",
        "fs:read@" + open + "/**",
        "fs:read@" + shut + "/**");
    home.reeve("run", "start", "reader");
    String id = succeeds("run", "list", "--agent", "reader", "-o", "name").out().lines().findFirst().orElseThrow();
    String printed = succeeds("run", "logs", id).out();
    assertThat(printed).contains("granted", "REEVE_RUN_ID=" + id, "REEVE_AGENT=reader").doesNotContain("secret\n", "kernel.toml", "LANG=en");
  }

  @Test
  void aRefusedStartIsARecordedRun() throws IOException, InterruptedException {
    agent("strict", "runtime: { name: process, command: [/bin/true] }\ninputSchema: { type: object, required: [path] }\n");
    Finished refused = fails(2, "run", "start", "strict", "--input", "{}");
    assertThat(refused.err()).contains("refused", "'path'");
    assertThat(succeeds("run", "list", "--agent", "strict").out()).contains("REFUSED", "'path'");
    assertThat(fails(8, "run", "start", "strict", "--input", "{\"path\":1}", "--version", "9.9.9").err()).contains("9.9.9", "1.0.0");
  }

  @Test
  void cancelEndsTheWholeTree() throws IOException, InterruptedException {
    String mark = "4242" + ProcessHandle.current().pid();
    agent("sleeper", "runtime: { name: process, command: [/bin/sh, -c, '(setsid sleep " + mark + " &) ; echo started; sleep " + mark + "'] }\n");
    String id = succeeds("run", "start", "sleeper", "--detach").out().strip();
    awaitPrinted(id, "started");
    assertThat(processes(mark)).isPositive();
    succeeds("run", "cancel", id, "--reason", "enough");
    assertThat(processes(mark)).isZero();
    assertThat(succeeds("run", "show", id).out()).contains("CANCELLED", "enough");
    assertThat(succeeds("run", "cancel", id).code()).isZero();
  }

  private void awaitPrinted(String run, String text) throws IOException, InterruptedException {
    for (int i = 0; i < 50; i++) {
      if (succeeds("run", "logs", run).out().contains(text)) {
        return;
      }
    }
    throw new AssertionError("run " + run + " never printed '" + text + "'");
  }

  private static long processes(String mark) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().command().orElse("").endsWith("sleep"))
        .filter(process -> java.util.List.of(process.info().arguments().orElse(new String[0])).contains(mark))
        .count();
  }

  @Test
  void aManifestThatIsWrongIsRefusedWithEveryPlace() throws IOException, InterruptedException {
    succeeds("agent", "create", "wrong");
    Path file = manifest("wrong", "runtime: { name: process, command: [/bin/true] }\ntaks: {}\nlimits: { memory: lots }\n");
    Finished refused = fails(2, "agent", "deploy", file.toString());
    assertThat(refused.err()).contains(":6:", "spec.taks: unknown key; did you mean 'task'?", "spec.limits.memory");
    Files.writeString(file, "a: [");
    assertThat(fails(2, "agent", "deploy", file.toString()).err()).contains("1:");
    Files.writeString(file, "x".repeat(1024 * 1024 + 1));
    assertThat(fails(2, "agent", "deploy", file.toString()).err()).contains("1048576");
    Files.writeString(file, "x".repeat(5 * 1024 * 1024));
    assertThat(home.reeve("agent", "deploy", file.toString()).code()).isNotZero();
    succeeds("status");
  }

  @Test
  void namesOutsideTheRulesAreRefusedNamingTheCharacter() throws IOException, InterruptedException {
    assertThat(fails(2, "agent", "create", "b@d").err()).contains("'@'");
    assertThat(fails(2, "agent", "create", "x".repeat(65)).err()).contains("64");
    assertThat(fails(2, "agent", "create", "system").err()).contains("system");
    assertThat(fails(4, "agent", "create", "god", "--grant", "*").err()).contains("unsafe_admin");
    assertThat(fails(2, "agent", "create", "odd", "--grant", "fs:read@relative").err()).contains("relative");
  }

  @Test
  void aCutCapsuleIsRefusedAndTheOthersStay() throws IOException, InterruptedException {
    Path cut = folder.resolve("hello-0.1.0.capsule.jar");
    byte[] whole = Files.readAllBytes(Home.capsule("hello"));
    Files.write(cut, java.util.Arrays.copyOf(whole, whole.length / 2));
    Files.copy(Path.of(Home.capsule("hello") + ".p7s"), Path.of(cut + ".p7s"));
    assertThat(fails(4, "capsule", "install", cut.toString()).err()).contains("capsule refused");
    assertThat(succeeds("x", "hello", "Ada").out()).contains("Ada");
  }

  @Test
  void toolsAreCheckedAgainstTheirSchemaAndTheCaller() throws IOException, InterruptedException {
    assertThat(succeeds("tool", "call", "hello/greet", "--input", "{\"name\":\"Ada\"}").out()).contains("Ada");
    assertThat(fails(2, "tool", "call", "hello/greet", "--input", "{\"nam\":1}").err()).contains("'name'");
    assertThat(fails(2, "tool", "call", "hello/greet", "--input", "{").err()).contains("JSON");
    assertThat(fails(3, "tool", "call", "no/such").err()).contains("no/such");
    assertThat(fails(4, "tool", "call", "files/read", "--input", "{\"path\":\"" + home.folder + "/etc/kernel.toml\"}").err()).contains("belongs to the kernel");
    assertThat(fails(4, "tool", "call", "http/get", "--input", "{\"url\":\"http://127.0.0.1:1/\"}").err()).contains("loopback");
    assertThat(fails(2, "tool", "call", "http/get", "--input", "{\"url\":\"file:///etc/passwd\"}").err()).contains("url");
  }

  @Test
  void everyChangeIsInTheChainAndTheChainIsWhole() throws IOException, InterruptedException {
    succeeds("agent", "create", "witness");
    String tail = succeeds("audit", "tail", "-n", "50", "-o", "jsonl").out();
    assertThat(tail).contains("AdminService/AgentCreate", "\"kind\":\"intent\"", "\"kind\":\"outcome\"", "witness");
    assertThat(succeeds("audit", "verify").out()).contains("intact");
  }

  @Test
  void aSecondKernelOnTheSameHomeIsRefused() throws IOException, InterruptedException {
    Finished second = home.reeved();
    assertThat(second.code()).isEqualTo(1);
    assertThat(second.err()).contains("another kernel runs on this home", Long.toString(home.kernel().pid()));
    succeeds("status");
  }
}
