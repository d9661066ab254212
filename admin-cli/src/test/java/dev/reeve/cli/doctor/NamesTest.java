package dev.reeve.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.CapsuleState;
import dev.reeve.v1.KeyInfo;
import dev.reeve.v1.PrincipalInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a kernel knows: names, answerers, capsules, keys of the chain. */
class NamesTest {

  @TempDir Path home;

  private String doctor(String check) {
    return new Typed.Desk(home, ReeveCommand::execute).type("doctor", "--check", check).out();
  }

  private void approvals(String text) throws IOException {
    Files.createDirectories(home.resolve("etc"));
    Files.writeString(home.resolve("etc/approvals.toml"), text);
  }

  private static PrincipalInfo.Builder principal(String name) {
    return PrincipalInfo.newBuilder().setName(name).setEnabled(true);
  }

  @Test
  void aNameThatNamesNobodyIsToldWithItsPlace() throws IOException {
    try (TestKernel kernel = TestKernel.at(home)) {
      assertThat(doctor("policy.dangling")).isEqualTo("OK       policy.dangling: 1 principals, 1 groups: every name names somebody\n");
      kernel.put(principal("bob").addGroups("Admin").addGroups("night").addUids(0).addUids(-7).build());
      approvals(
          """
          [tools]
          answerers = ["DEFAULT", "carol", "group:day"]
          [[ask]]
          name = "limits"
          principals = ["dora"]
          groups = ["admin", "week"]
          escalate_to = ["group:admin", "erik"]
          [notify]
          principal = "teller"
          """);
      assertThat(doctor("policy.dangling").lines().filter(line -> line.startsWith("WARN")))
          .containsExactly(
              "WARN     policy.dangling: bob is in the group 'night', which is not there",
              "WARN     policy.dangling: processes of user 4294967289 are bob, but this host has no such user: whoever gets the number next is",
              "WARN     policy.dangling: etc/approvals.toml, [tools]: answerer 'carol' names nobody",
              "WARN     policy.dangling: etc/approvals.toml, [tools]: answerer 'group:day' names nobody",
              "WARN     policy.dangling: etc/approvals.toml, [[ask]] \"limits\": escalate_to 'erik' names nobody",
              "WARN     policy.dangling: etc/approvals.toml, [[ask]] \"limits\": there is no principal 'dora'",
              "WARN     policy.dangling: etc/approvals.toml, [[ask]] \"limits\": there is no group 'week'",
              "WARN     policy.dangling: etc/approvals.toml, [notify]: there is no principal 'teller'");
    }
  }

  @Test
  void anAgentWhoseOwnerIsGoneIsTold() throws IOException {
    try (TestKernel kernel = TestKernel.at(home)) {
      Files.writeString(home.resolve("a.yaml"), "metadata:\n  name: helper\n");
      assertThat(new Typed.Desk(home, ReeveCommand::execute).type("agent", "deploy", home.resolve("a.yaml").toString()).err()).isNotNull();
      assertThat(doctor("policy.dangling")).contains("the agent helper is no principal any more");
      kernel.put(principal("helper").build());
      assertThat(doctor("policy.dangling")).startsWith("OK");
    }
  }

  @Test
  void aNodeOnWhichNobodyCanSignAnAnswerIsTold() throws IOException {
    try (TestKernel kernel = TestKernel.at(home)) {
      kernel.put(principal("bob").addKeys(KeyInfo.getDefaultInstance()).build());
      assertThat(doctor("approvals.answerers")).startsWith("WARN     approvals.answerers: nobody who holds approval:respond has a key");
      kernel.put(principal("default").addKeys(KeyInfo.getDefaultInstance()).setEnabled(false).build());
      assertThat(doctor("approvals.answerers")).startsWith("WARN");
      kernel.put(principal("default").addKeys(KeyInfo.getDefaultInstance()).build());
      assertThat(doctor("approvals.answerers")).isEqualTo("OK       approvals.answerers: default may answer, and can sign\n");
      approvals("[tools]\nanswerers = [\"bob\"]\n[hosts]\nanswerers = [\"bob\"]\nescalate_to = [\"default\"]\n");
      assertThat(doctor("approvals.answerers"))
          .contains("WARN     approvals.answerers: etc/approvals.toml, [tools]: none of its answerers")
          .doesNotContain("[hosts]");
    }
  }

  @Test
  void aCapsuleThatDoesNotServeIsNamed() throws IOException {
    try (TestKernel kernel = TestKernel.at(home)) {
      assertThat(doctor("capsules.states")).isEqualTo("OK       capsules.states: none is installed\n");
      kernel.add(Capsule.newBuilder().setName("good").setState(CapsuleState.CAPSULE_STATE_READY).build());
      assertThat(doctor("capsules.states")).isEqualTo("OK       capsules.states: all 1 are ready\n");
      kernel.add(Capsule.newBuilder().setName("ill").setVersion("1.0.0").setState(CapsuleState.CAPSULE_STATE_FAILED).setFailures(2).setReason("no\u001b[2J").build());
      kernel.add(Capsule.newBuilder().setName("bad").setState(CapsuleState.CAPSULE_STATE_QUARANTINED).build());
      assertThat(doctor("capsules.states"))
          .contains("FAIL     capsules.states: ill 1.0.0 failed 2 times in a row: no\\u001b[2J", "to do: correct what it names, then 'reeve capsule reload ill'")
          .contains("FAIL     capsules.states: bad is quarantined");
    }
  }

  @Test
  void aChainThatAnotherKeySignsThanThePinnedOneIsAFailure() throws IOException {
    try (TestKernel kernel = TestKernel.at(home)) {
      Path pinned = Files.createDirectories(home.resolve("etc/trust")).resolve("audit.pub");
      Files.writeString(pinned, kernel.chain().pinned().pem());
      assertThat(doctor("audit.head")).startsWith("OK       audit.head: head 30:");
      kernel.chain().rotate();
      assertThat(doctor("audit.head")).startsWith("FAIL     audit.head: the kernel signs with the audit key ");
      Files.delete(pinned);
      assertThat(doctor("audit.head")).startsWith("WARN     audit.head: the pinned keys cannot be used");
    }
  }

  @Test
  void aLockThatIsNotTheKernelsIsTold() throws IOException {
    Path lock = home.resolve("run/kernel.lock");
    try (TestKernel kernel = TestKernel.at(home)) {
      assertThat(kernel.socket()).exists();
      assertThat(doctor("lock.owner")).startsWith("WARN     lock.owner: the lock file of the kernel that answers is gone");
      Files.writeString(lock, ProcessHandle.current().pid() + "\n");
      assertThat(doctor("lock.owner")).startsWith("OK       lock.owner: process " + ProcessHandle.current().pid() + ", which answers, holds it");
      Files.writeString(lock, "1\n");
      assertThat(doctor("lock.owner")).startsWith("WARN     lock.owner: " + lock + " names process 1, but process ");
    }
    Files.writeString(lock, ProcessHandle.current().pid() + "\n");
    assertThat(doctor("lock.owner")).contains("holds the home, but no kernel answers you", "end it with 'kill " + ProcessHandle.current().pid() + "'");
    Files.setLastModifiedTime(lock, FileTime.fromMillis(0));
    assertThat(doctor("lock.owner")).startsWith("OK       lock.owner: process " + ProcessHandle.current().pid() + ", which held it, is gone");
  }
}
