package dev.reeve.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/doctor.md} is what the checks say of themselves; {@code -Dreeve.docs.write=true} writes it anew. */
class DoctorPageTest {

  private static final Path PAGE = Path.of(System.getProperty("reeve.root", ".."), "docs", "doctor.md");

  private static String page() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # What `reeve doctor` looks at

        Made from the checks themselves; the build fails when it drifts. `reeve doctor --list` prints the same.

        `reeve doctor` looks at the kernel, its home and this host, and says of everything that is not as it should be what to do. It changes
        nothing: no file of the home has other bytes, times or modes afterwards. `--fix` repairs what the last column says and tells each thing it
        did; `--fix --dry-run` tells what it would do. `--check ID,ID` looks at these only.

        Each check tells at least one finding. With `-o json` a finding has the members `id`, `level`, `finding`, `remedy` and `repair`.

        | level | means |
        | --- | --- |
        | `OK` | it is as it should be |
        | `WARN` | it works, but not as it should |
        | `FAIL` | it does not work; the exit code is 1 |
        | `FIXED` | it was not right, and `--fix` repaired it |
        | `SKIPPED` | it could not be looked at; the finding says why |

        | id | looks at | without a kernel | `--fix` |
        | --- | --- | --- | --- |
        """);
    for (Check check : Check.values()) {
      page.append("| `").append(check.id()).append("` | ").append(check.looksAt()).append(" | ").append(check.withoutKernel()).append(" | ")
          .append(check.repairs()).append(" |\n");
    }
    return page.toString();
  }

  @Test
  void thePageOfChecksIsWhatTheySay() throws IOException {
    if (Boolean.getBoolean("reeve.docs.write")) {
      Files.writeString(PAGE, page());
    }
    assertThat(PAGE).as("run: mvn -pl admin-cli -am test -Dtest=DoctorPageTest -Dreeve.docs.write=true").content().isEqualTo(page());
  }

  @Test
  void idsAreWordsJoinedByDotsAndNoneStandsTwice() {
    assertThat(Check.values()).extracting(Check::id).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-z]+(\\.[a-z]+)?"));
  }
}
