package dev.reeve.cli.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reeve.cli.Main;
import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts in the shells they are for, with the program in a process of its own. */
class ShellScriptsTest {

  @TempDir Path folder;
  private Path home;

  @BeforeEach
  void putReeveOnThePath() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    Files.writeString(home.resolve("job one.json"), "{}");
    Files.createDirectory(home.resolve("jobs"));
    Path launcher = Files.createDirectory(folder.resolve("bin")).resolve("reeve");
    Files.writeString(
        launcher,
        "#!/bin/sh\nexec '" + System.getProperty("java.home") + "/bin/java' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '"
            + System.getProperty("java.class.path") + "' " + Main.class.getName() + " \"$@\"\n");
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void everyScriptIsPrintedAsItIsAndAsJson() {
    for (String shell : List.of("bash", "zsh", "fish")) {
      Typed typed = new Typed.Desk(home, ReeveCommand::execute).type("completion", shell);
      assertThat(typed.exit()).isZero();
      assertThat(typed.out()).startsWith("#").contains(CompleteCommand.NAME + " -- ");
      assertThat(new Typed.Desk(home, ReeveCommand::execute).type("completion", shell, "-o", "json").out()).startsWith("{").contains("\"text\": \"#");
    }
  }

  @Test
  void bashReplacesTheWordAsItSeesIt() throws Exception {
    assertThat(bash("reeve run sta", "sta")).containsExactly("start");
    assertThat(bash("reeve run list --state=queued,f", "queued,f")).containsExactly("queued,failed");
    assertThat(bash("reeve agent deploy jo", "jo")).containsExactlyInAnyOrder("job one.json", "jobs");
    assertThat(bash("reeve run start greeter --input=@jo", "jo")).containsExactlyInAnyOrder("job one.json", "jobs");
    assertThat(bash("reeve capsule keygen --key-dir jo", "jo")).containsExactly("jobs");
    assertThat(bash("reeve nothing ", "")).isEmpty();
    try (TestKernel kernel = TestKernel.at(home)) {
      assertThat(bash("reeve tool call te", "te")).containsExactly("test/echo");
      assertThat(kernel.calls()).hasSize(1);
    }
  }

  @Test
  void zshCompletesWhatIsTyped() throws Exception {
    assumeTrue(there("zsh"), "zsh");
    try (TestKernel kernel = TestKernel.at(home)) {
      assertThat(zsh("reeve run sta")).isEqualTo("reeve run start ");
      assertThat(zsh("reeve run list --state=fai")).isEqualTo("reeve run list --state=failed ");
      assertThat(zsh("reeve run start greeter --input=@job\\ o")).isEqualTo("reeve run start greeter --input=@job\\ one.json ");
      assertThat(zsh("reeve capsule keygen --key-dir jo")).isEqualTo("reeve capsule keygen --key-dir jobs/");
      assertThat(zsh("reeve tool call te")).isEqualTo("reeve tool call test/echo ");
      assertThat(kernel.calls()).hasSize(1);
    }
  }

  @Test
  void fishOffersWordsWithWhatTheyAreAndFiles() throws Exception {
    assumeTrue(there("fish"), "fish");
    try (TestKernel kernel = TestKernel.at(home)) {
      assertThat(fish("reeve run sta")).singleElement().asString().startsWith("start\tStart a run");
      assertThat(fish("reeve run list --state=fai")).containsExactly("--state=failed");
      assertThat(fish("reeve agent deploy jo")).containsExactlyInAnyOrder("job one.json", "jobs/");
      assertThat(fish("reeve run start greeter --input @jo")).containsExactlyInAnyOrder("@job one.json", "@jobs/");
      assertThat(fish("reeve capsule keygen --key-dir jo")).containsExactly("jobs/\tDirectory");
      assertThat(fish("reeve tool call te")).containsExactly("test/echo\tanswers\\tits\\ninput");
      assertThat(kernel.calls()).hasSize(1);
    }
  }

  private List<String> bash(String line, String current) throws Exception {
    return run(
        "bash", "--norc", "--noprofile", "-c",
        """
        source <(reeve completion bash)
        [[ $(complete -p reeve) == *"-F _reeve reeve" ]] || exit 1
        COMP_LINE=$1 COMP_POINT=${#1}
        _reeve reeve "$2" unused
        for each in "${COMPREPLY[@]}"; do printf '%s\\n' "$each"; done
        """,
        "bash", line, current);
  }

  /** The line after the tabulator key, in a shell with a terminal of its own. */
  private String zsh(String line) throws Exception {
    Files.writeString(
        home.resolve(".zshrc"),
        """
        PS1='READY> '
        unset zle_bracketed_paste
        unsetopt prompt_cr prompt_sp
        autoload -Uz compinit
        compinit -u -D
        source <(reeve completion zsh)
        show() { zle -I; print -r -- "GOT<$BUFFER>" }
        zle -N show
        bindkey '^X' show
        """);
    return run(
            "zsh", "-f", "-c",
            """
            zmodload zsh/zpty
            zpty -b z 'TERM=dumb zsh -d -i'
            zpty -r z said '*READY> *'
            zpty -w -n z "$1"$'\\t\\C-x'
            zpty -r z said '*GOT<*>*'
            print -r -- "${${said##*GOT<}%%>*}"
            zpty -d z
            """,
            "zsh", line)
        .getLast();
  }

  private List<String> fish(String line) throws Exception {
    return run("fish", "--no-config", "-c", "reeve completion fish | source; complete --do-complete $argv[1]", line);
  }

  private static boolean there(String program) {
    return Stream.of(System.getenv("PATH").split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private List<String> run(String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command))).directory(home.toFile()).redirectErrorStream(true);
    builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().put("REEVE_HOME", home.toString());
    builder.environment().put("HOME", home.toString());
    builder.environment().put(CompleteCommand.BOUND, "1m");
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said.lines().toList();
  }
}
