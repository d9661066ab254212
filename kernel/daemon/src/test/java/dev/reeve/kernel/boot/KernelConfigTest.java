package dev.reeve.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.document.DocumentException;
import dev.reeve.kernel.document.Problem;
import dev.reeve.kernel.run.RunSettings;
import dev.reeve.kernel.sandbox.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class KernelConfigTest {

  private static final String HEAD = "config_version = 1\nmode = \"production\"\n";

  private static List<String> problems(String text) {
    DocumentException refused = catchThrowableOfType(DocumentException.class, () -> KernelConfig.parse("kernel.toml", text));
    return refused == null ? List.of() : refused.problems().stream().map(Problem::toString).toList();
  }

  @ParameterizedTest
  @EnumSource(KernelConfig.Mode.class)
  void theInitialTextIsReadAsTheDefaults(KernelConfig.Mode mode) {
    KernelConfig initial = KernelConfig.parse("kernel.toml", KernelConfig.initialText(mode));
    assertThat(initial).isEqualTo(new KernelConfig(mode, Duration.ofSeconds(30), 4 * 1024 * 1024, Set.of("namespaces", "landlock"), null, null, RunSettings.DEFAULT, Quotas.DEFAULTS, AuditLog.Settings.DEFAULT));
    assertThat(KernelConfig.parse("kernel.toml", "config_version = 1\nmode = \"" + mode.word() + "\"\n")).isEqualTo(initial);
  }

  @Test
  void everyValueIsRead() {
    KernelConfig read =
        KernelConfig.parse(
            "kernel.toml",
            HEAD + "[server]\ndrain = \"0s\"\nmax_message = 65536\n[sandbox]\ntiers = [\"landlock\"]\nrun_uid = 64321\nrun_gid = 64322\n"
                + "[runs]\nrunning = 2\nqueued = 3\nqueued_each = 0\nretention = \"1h\"\n"
                + "[audit]\nsegment = \"1MiB\"\ncheckpoint_records = 7\ncheckpoint_time = \"5s\"\n");
    AuditLog.Settings audit = new AuditLog.Settings(1 << 20, 7, Duration.ofSeconds(5));
    RunSettings runs = new RunSettings(2, 3, 0, Duration.ofHours(1));
    assertThat(read).isEqualTo(new KernelConfig(KernelConfig.Mode.PRODUCTION, Duration.ZERO, 65536, Set.of("landlock"), 64321, 64322, runs, Quotas.DEFAULTS, audit));
    assertThat(read.tiers()).extracting(Tier::label).containsExactly("landlock");
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of("mode = \"production\"\n", "kernel.toml:1:1: config_version: missing; wanted: an integer from 1 to 2147483647"),
        Arguments.of("config_version = 1\n", "kernel.toml:1:1: mode: missing; wanted: one of 'production', 'development'"),
        Arguments.of(
            "config_version = 1\nmode = \"prod\"\n", "kernel.toml:2:1: mode: is 'prod'; wanted: one of 'production', 'development'"),
        Arguments.of("config_version = 2\nmode = \"production\"\n", "kernel.toml:1:1: config_version: is newer than this kernel, which knows 1"),
        Arguments.of(HEAD + "colour = \"red\"\n", "kernel.toml:3:1: colour: unknown key"),
        Arguments.of(HEAD + "[server]\ndrian = \"1s\"\n", "kernel.toml:4:1: server.drian: unknown key; did you mean 'drain'?"),
        Arguments.of(HEAD + "[server]\ndrain = \"601s\"\n", "kernel.toml:4:1: server.drain: is 10m1s; wanted: a duration from 0s to 10m"),
        Arguments.of(
            HEAD + "[server]\ndrain = 30\n",
            "kernel.toml:4:1: server.drain: expected a duration such as \"600s\" or \"2h30m\", found an integer"),
        Arguments.of(
            HEAD + "[server]\nmax_message = \"63KiB\"\n",
            "kernel.toml:4:1: server.max_message: is 64512 bytes; wanted: a size from 65536 to 67108864 bytes"),
        Arguments.of(HEAD + "[runs]\nrunning = 0\n", "kernel.toml:4:1: runs.running: is 0; wanted: an integer from 1 to 10000"),
        Arguments.of(HEAD + "[runs]\nretain = \"1h\"\n", "kernel.toml:4:1: runs.retain: unknown key"),
        Arguments.of(
            HEAD + "[sandbox]\ntiers = [\"chroot\"]\n", "kernel.toml:4:1: sandbox.tiers: 'chroot' is none of [namespaces, landlock]"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void whatIsWrongIsNamedWithItsPlaceAndRule(String text, String problem) {
    assertThat(problems(text)).hasSize(1);
    assertThat(problems(text).getFirst()).startsWith(problem);
  }

  @Test
  void allProblemsAreToldAtOnce() {
    assertThat(problems("config_version = 1\nmode = 7\n[server]\ndrain = \"x\"\nfoo = 1\n[sandbox]\ntiers = [\"a\", \"b\"]\n")).hasSize(5);
  }

  @Test
  void brokenSyntaxIsToldWithItsPlace() {
    assertThat(problems("config_version = \n")).isNotEmpty().allSatisfy(problem -> assertThat(problem).startsWith("kernel.toml:1:"));
  }

  @Test
  void capsOfTheNodeAreRead() {
    KernelConfig read = KernelConfig.parse("kernel.toml", "config_version = 1\nmode = \"production\"\n[quotas]\nmax_in_flight_calls = 2\n");
    assertThat(read.quotas()).isEqualTo(Quotas.DEFAULTS.with(dev.reeve.kernel.authority.Quota.MAX_IN_FLIGHT_CALLS, 2));
    DocumentException wrong =
        catchThrowableOfType(
            DocumentException.class,
            () -> KernelConfig.parse("kernel.toml", "config_version = 1\nmode = \"production\"\n[quotas]\nmax_in_flight_calls = 65\n"));
    assertThat(wrong.problems()).singleElement().asString().contains("quotas.max_in_flight_calls");
  }
}
