package dev.reeve.kernel.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.approval.Gates;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.host.Principals;
import dev.reeve.seal.Signer;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class InterceptionsTest {

  @TempDir Path folder;
  private CapsuleBench bench;
  private final List<String> replaced = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    bench = new CapsuleBench(folder);
    bench.put(GuestJar.sound(), false);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  /** A capsule that looks at calls; its code sees {@code call}. */
  private void intercepting(String name, String event, int priority, String body) throws Exception {
    String announced = "[[provides.interceptor]]\nevent = \"" + event + "\"\npriority = " + priority + "\n";
    bench.putAccepting(GuestJar.silent(name, "1.0.0", announced).starting("context.interceptor(\"" + event + "\", call -> { " + body + " });"));
  }

  private ToolOperations tools() {
    return new ToolOperations(bench.operations, (caller, event, capsule, digest) -> replaced.add(caller.name() + " " + event + " " + capsule + " " + digest.length()), Gates.open());
  }

  private String call(String text) {
    return ScopedValue.where(Caller.CURRENT, Principals.caller()).call(() -> tools().call("guest/echo", "{\"text\":\"" + text + "\"}"));
  }

  private KernelException refused(String text) {
    return catchThrowableOfType(KernelException.class, () -> call(text));
  }

  @Test
  void oneThatContinuesChangesNothing() throws Exception {
    intercepting("watch", "tool.invoke.*", 0, "return new Interceptor.Continue();");
    assertThat(call("hi")).isEqualTo("{\"said\":\"hi\"}");
    assertThat(bench.operations.figures("watch", "interceptor", "tool.invoke.*").calls()).isEqualTo(1);
    assertThat(replaced).isEmpty();
  }

  @Test
  void oneThatDeniesIsNamedWithItsReasonAndTheToolIsNotCalled() throws Exception {
    intercepting("guard", "tool.invoke.guest/*", 0, "return new Interceptor.Deny(\"not on Mondays\");");
    KernelException refused = refused("hi");
    assertThat(refused.code()).isEqualTo(ErrorCode.ERROR_CODE_PERMISSION_DENIED);
    assertThat(refused).hasMessage("an interceptor of the capsule guard denies it: not on Mondays");
    assertThat(refused.details()).containsEntry("interceptor", "guard");
    assertThat(bench.operations.figures("guest", "tool", "guest/echo").calls()).isZero();
  }

  @Test
  void whatOneReplacesIsCheckedLikeTheCallersOwnAndRecorded() throws Exception {
    intercepting("shout", "tool.invoke.guest/echo", 0, "return new Interceptor.Replace(Map.of(\"text\", call.input().get(\"text\") + \"!\"));");
    assertThat(call("hi")).isEqualTo("{\"said\":\"hi!\"}");
    assertThat(replaced).containsExactly("ada tool.invoke.guest/echo shout 64");
    assertThat(refused("12345678")).as("eight characters are the most").hasMessageContaining("text");
  }

  @Test
  void theyAreAskedByPriorityEachWithWhatTheOneBeforeLeft() throws Exception {
    String append = "return new Interceptor.Replace(Map.of(\"text\", call.input().get(\"text\") + \"%s\"));";
    intercepting("low", "tool.invoke.*", 1, append.formatted("1"));
    intercepting("high", "tool.invoke.*", 900, append.formatted("9"));
    intercepting("alike", "tool.invoke.*", 1, append.formatted("0"));
    assertThat(call("x")).isEqualTo("{\"said\":\"x901\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "return null; | it said nothing",
        "throw new IllegalStateException(\"secret\"); | capsule guard failed",
        "throw new CapsuleException(CapsuleException.Kind.DENIED, \"no\"); | no",
        "return new Interceptor.Replace(null); | it replaced the input by nothing",
        "return new Interceptor.Replace(Map.of(\"text\", new Object())); | its input is no JSON",
        "return new Interceptor.Replace(Map.of(\"text\", \"x\".repeat(2_000_000))); | it replaced the input by more than 1048576 bytes",
        "while (!Thread.currentThread().isInterrupted()) { Thread.onSpinWait(); } return null; | capsule guard did not answer within 2 s"
      })
  void aBrokenOneDenies(String body, String why) throws Exception {
    bench.trust("allowed_permissions = [\"jdk:threads\"]\n");
    intercepting("guard", "tool.invoke.*", 0, body);
    KernelException refused = refused("hi");
    assertThat(refused.code()).isEqualTo(ErrorCode.ERROR_CODE_PERMISSION_DENIED);
    assertThat(refused).hasMessageContaining(why);
    assertThat(bench.operations.figures("guest", "tool", "guest/echo").calls()).isZero();
  }

  @Test
  void oneThatShouldServeAndDoesNotDeniesUntilItIsTakenAway() throws Exception {
    String announced = "[[provides.interceptor]]\nevent = \"tool.invoke.guest/*\"\n";
    String health = "@Override public Health health() { return System.getProperty(\"reeve.test.ill\") == null ? Health.ok() : Health.failing(\"ill\"); }";
    bench.putAccepting(
        GuestJar.silent("guard", "1.0.0", announced)
            .starting("context.interceptor(\"tool.invoke.guest/*\", call -> new Interceptor.Continue());", health));
    assertThat(call("hi")).isEqualTo("{\"said\":\"hi\"}");
    System.setProperty("reeve.test.ill", "yes");
    try {
      bench.operations.tend();
      assertThat(refused("hi")).hasMessage("an interceptor of the capsule guard denies it: it is FAILED");
      assertThat(tools().run("guest-say", List.of("a"))).as("what it does not look at").containsExactly("said a");
      bench.close();
      bench = new CapsuleBench(folder, bench.key, true);
      assertThat(refused("hi")).hasMessageContaining("it is FAILED");
      bench.trust("revoked = true\n");
      bench.close();
      bench = new CapsuleBench(folder, bench.key, true);
      bench.trust("");
      assertThat(bench.operations.find("guard").manifest()).as("not even its manifest was read").isNull();
      bench.put(GuestJar.sound(), false);
      assertThat(refused("hi")).hasMessageContaining("an interceptor of the capsule guard denies it");
    } finally {
      System.clearProperty("reeve.test.ill");
    }
    bench.operations.remove("guard", false, step -> {});
    assertThat(call("hi")).isEqualTo("{\"said\":\"hi\"}");
  }

  @Test
  void whatItWouldLookAtHasToBeAccepted() throws Exception {
    String announced = "[[provides.interceptor]]\nevent = \"tool.invoke.*\"\n";
    GuestJar guard = GuestJar.silent("guard", "1.0.0", announced).starting("context.interceptor(\"tool.invoke.*\", call -> new Interceptor.Continue());");
    assertThat(bench.refusal(bench.request(guard, false, ""))).startsWith("ERROR_CODE_APPROVAL_REQUIRED: guard 1.0.0 asks for intercept tool.invoke.*;");
    bench.put(GuestJar.silent("late", "1.0.0", ""), false);
    GuestJar later = GuestJar.silent("late", "1.1.0", announced);
    assertThat(bench.refusal(bench.request(later, true, ""))).startsWith("ERROR_CODE_APPROVAL_REQUIRED");
  }

  @Test
  void itSeesWhoCallsAndCannotChangeWhatItWasShown() throws Exception {
    intercepting("look", "tool.invoke.*", 0, "call.input().put(\"text\", \"changed\"); return new Interceptor.Deny(call.event() + \" \" + call.principal() + \" \" + call.run());");
    assertThat(refused("hi")).hasMessageEndingWith("tool.invoke.guest/echo ada null");
    bench.operations.remove("look", false, step -> {});
    intercepting("meddle", "tool.invoke.*", 0, "call.input().put(\"text\", \"changed\"); return new Interceptor.Continue();");
    assertThat(call("hi")).isEqualTo("{\"said\":\"hi\"}");
  }

  @Test
  void commandsAreSeenWithTheirArguments() throws Exception {
    intercepting("rename", "command.run.guest-say", 0, "return new Interceptor.Replace(Map.of(\"args\", List.of(\"b\", \"c\")));");
    assertThat(tools().run("guest-say", List.of("a"))).containsExactly("said b c");
    bench.operations.remove("rename", false, step -> {});
    intercepting("spoil", "command.run.*", 0, "return new Interceptor.Replace(Map.of(\"args\", \"none\"));");
    KernelException refused = catchThrowableOfType(KernelException.class, () -> tools().run("guest-say", List.of("a")));
    assertThat(refused).hasMessageContaining("must be a list of strings");
    assertThat(call("hi")).as("tools are not commands").isEqualTo("{\"said\":\"hi\"}");
  }

  @Test
  void anEventThatNobodyHasIsRefusedInTheManifest() throws Exception {
    String announced = "[[provides.interceptor]]\nevent = \"admin.*\"\npriority = 0\n";
    byte[] jar = GuestJar.silent("odd", "1.0.0", announced).bytes();
    InstallRequest request = new InstallRequest("odd-1.0.0.capsule.jar", jar, Signer.sign(bench.key, jar), false, "", false, false, false);
    assertThat(bench.refusal(request)).startsWith("MANIFEST").contains("provides.interceptor[0].event");
  }
}
