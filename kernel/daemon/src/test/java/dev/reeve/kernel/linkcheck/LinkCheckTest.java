package dev.reeve.kernel.linkcheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of sources: each hostile one is found out by class, member and permission, each twin passes. */
class LinkCheckTest {

  private static final HostileSources SOURCES = sources();

  private static HostileSources sources() {
    try {
      return new HostileSources();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static Stream<HostileSources.Row> rows() {
    return SOURCES.rows.stream();
  }

  private static List<Finding> findings(String folder, String... granted) {
    return LinkCheck.check(Objects.requireNonNull(SOURCES.classes.get(folder)), List.of(granted)::contains);
  }

  @Test
  void theTableIsLongEnough() {
    assertThat(SOURCES.rows).hasSizeGreaterThanOrEqualTo(100);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void whatIsHostileIsFound(HostileSources.Row row) {
    String own = "h" + row.number() + ".";
    String permission = row.permission().equals("-") ? null : row.permission();
    assertThat(findings("h" + row.number()))
        .anySatisfy(
            finding -> {
              assertThat(finding.type()).startsWith(own);
              assertThat(finding.member()).isIn(row.member(), own + row.member());
              assertThat(finding.permission()).isEqualTo(permission);
            });
  }

  @ParameterizedTest
  @MethodSource("rows")
  void itsTwinPasses(HostileSources.Row row) {
    assertThat(findings("t" + row.number())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void whatIsGrantedPassesAndOtherThingsDoNot(HostileSources.Row row) {
    List<Finding> all = findings("h" + row.number());
    String[] missing = all.stream().map(Finding::permission).filter(Objects::nonNull).distinct().toArray(String[]::new);
    assertThat(findings("h" + row.number(), missing)).isEqualTo(all.stream().filter(finding -> finding.permission() == null).toList());
    assertThat(findings("h" + row.number(), "jdk:other")).isEqualTo(all);
  }

  @Test
  void aFindingReadsAsASentence() {
    assertThat(findings("h1")).extracting(Finding::words).containsExactly("h1.Evil uses java.lang.System.exit(int) (needs jdk:system)");
    assertThat(findings("h1").getFirst().kind().id()).isEqualTo("link.member");
  }

  @Test
  void idsAreUnique() {
    assertThat(Stream.of(Finding.Kind.values()).map(Finding.Kind::id)).doesNotHaveDuplicates().allMatch(id -> id.startsWith("link."));
  }

  @Test
  void classesOfOneJarAreCheckedTogether() {
    Map<String, byte[]> both = new java.util.LinkedHashMap<>(Objects.requireNonNull(SOURCES.classes.get("h1")));
    both.putAll(Objects.requireNonNull(SOURCES.classes.get("h2")));
    assertThat(LinkCheck.check(both, permission -> false)).extracting(Finding::type).containsExactly("h1.Evil", "h2.Evil");
  }
}
