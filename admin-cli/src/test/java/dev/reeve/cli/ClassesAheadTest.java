package dev.reeve.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes that are loaded before they are used. */
class ClassesAheadTest {

  private static final AtomicBoolean RAN = new AtomicBoolean();

  @TempDir Path folder;

  /** One that tells when it is initialized. */
  static final class Listed {
    static final Object VALUE = new Object();

    static {
      RAN.set(true);
    }

    private Listed() {}
  }

  @Test
  void nothingOfAListedClassRunsAndNamesOfNoneArePassedBy() throws Exception {
    Path list = Files.write(folder.resolve("list"), List.of("no.such.Class", "", "not a name", Listed.class.getName(), "[I", "java.lang.String"));
    new ClassesAhead(list).run();
    assertThat(RAN).isFalse();
    assertThat(Listed.VALUE).isNotNull();
    assertThat(RAN).isTrue();
  }

  @Test
  void aListThatCannotBeReadChangesNothing() {
    assertThatCode(() -> new ClassesAhead(folder.resolve("none")).run()).doesNotThrowAnyException();
    assertThatCode(() -> new ClassesAhead(folder).run()).doesNotThrowAnyException();
  }
}
