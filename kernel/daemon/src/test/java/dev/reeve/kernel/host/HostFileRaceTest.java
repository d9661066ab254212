package dev.reeve.kernel.host;

import static dev.reeve.capsule.HostFiles.WriteMode.APPEND;
import static dev.reeve.capsule.HostFiles.WriteMode.CREATE;
import static dev.reeve.capsule.HostFiles.WriteMode.REPLACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.HostFiles.WriteMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Writes while somebody else moves what is below the path, or reads, or writes too. */
@Timeout(120)
class HostFileRaceTest {

  private static final int ROUNDS = 400;

  @TempDir Path temporary;
  private Path folder;
  private GuestFiles all;

  @BeforeEach
  void make() throws IOException {
    folder = Files.createDirectories(temporary.toRealPath().resolve("data"));
    all = GuestFiles.of(Principals.policy("*"), temporary.resolve("home"), "fs:write");
  }

  /** Repeats the work until told to stop; answers how often it was done. */
  private static Callable<Integer> until(AtomicBoolean stop, Callable<?> work) {
    return () -> {
      int done = 0;
      while (!stop.get()) {
        work.call();
        done++;
      }
      return done;
    };
  }

  @Test
  void aFolderSwappedForALinkLeadsNowhereElse() throws Exception {
    Path outside = Files.createDirectories(temporary.toRealPath().resolve("outside"));
    Path inside = Files.createDirectories(folder.resolve("inside"));
    Path aside = folder.resolve("aside");
    Path link = Files.createSymbolicLink(folder.resolve("link"), outside);
    AtomicBoolean stop = new AtomicBoolean();
    try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> swaps =
          others.submit(
              until(
                  stop,
                  () -> {
                    Files.move(inside, aside);
                    Files.move(link, inside);
                    Files.move(inside, link);
                    return Files.move(aside, inside);
                  }));
      try {
        for (int i = 0; i < ROUNDS; i++) {
          tolerant(inside.resolve("file" + i), i % 3 == 0 ? CREATE : i % 3 == 1 ? REPLACE : APPEND);
        }
      } finally {
        stop.set(true);
      }
      assertThat(swaps.get()).isPositive();
    }
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void aFileSwappedForALinkIsNotWrittenThrough() throws Exception {
    Path secret = Files.writeString(temporary.toRealPath().resolve("secret"), "old");
    Path file = folder.resolve("file");
    Path link = folder.resolve("link");
    AtomicBoolean stop = new AtomicBoolean();
    try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> swaps =
          others.submit(
              until(
                  stop,
                  () -> {
                    Files.writeString(folder.resolve("plain"), "plain");
                    Files.move(folder.resolve("plain"), file, StandardCopyOption.ATOMIC_MOVE);
                    Files.createSymbolicLink(link, secret);
                    return Files.move(link, file, StandardCopyOption.ATOMIC_MOVE);
                  }));
      try {
        for (int i = 0; i < ROUNDS; i++) {
          tolerant(file, i % 2 == 0 ? APPEND : REPLACE);
        }
      } finally {
        stop.set(true);
      }
      assertThat(swaps.get()).isPositive();
    }
    assertThat(secret).hasContent("old");
  }

  /** Refused for the swap, or done. */
  private void tolerant(Path path, WriteMode mode) {
    try {
      all.write(path, "x", mode);
    } catch (CapsuleException e) {
      assertThat(e.kind()).as(e.getMessage()).isIn(Kind.STATE, Kind.NOT_FOUND);
    }
  }

  @Test
  void aReaderSeesOldContentOrNewAndNeverAMixture() throws Exception {
    Path file = folder.resolve("file");
    String even = "a".repeat(300_000);
    String odd = "b".repeat(200_000);
    all.write(file, odd, CREATE);
    AtomicBoolean stop = new AtomicBoolean();
    try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> reads =
          others.submit(
              until(
                  stop,
                  () -> {
                    assertThat(Files.readString(file)).satisfiesAnyOf(text -> assertThat(text.equals(even)).isTrue(), text -> assertThat(text.equals(odd)).isTrue());
                    return file;
                  }));
      try {
        for (int i = 0; i < ROUNDS / 2; i++) {
          all.write(file, i % 2 == 0 ? even : odd, REPLACE);
        }
      } finally {
        stop.set(true);
      }
      assertThat(reads.get()).isPositive();
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void ofManyWhoCreateOneNameOneDoes() throws Exception {
    for (int round = 0; round < 20; round++) {
      Path file = folder.resolve("file" + round);
      List<String> done = together(8, i -> attempt(file, "writer" + i));
      assertThat(done.stream().filter(text -> !text.isEmpty())).singleElement().satisfies(text -> assertThat(file).hasContent(text));
    }
  }

  private String attempt(Path file, String text) throws CapsuleException {
    try {
      all.write(file, text, CREATE);
      return text;
    } catch (CapsuleException e) {
      assertThat(e.kind()).isEqualTo(Kind.STATE);
      return "";
    }
  }

  @Test
  void noPieceIsLostWhenManyAppendToOneNewFile() throws Exception {
    Path file = folder.resolve("file");
    together(8, i -> all.write(file, "line " + i + "\n", APPEND));
    together(8, i -> all.write(file, "line " + (i + 8) + "\n", APPEND));
    assertThat(Files.readAllLines(file)).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 16).mapToObj(i -> "line " + i).toList());
  }

  private interface Numbered<T> {
    T run(int number) throws CapsuleException;
  }

  private static <T> List<T> together(int writers, Numbered<T> work) throws Exception {
    try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> started = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        int number = i;
        started.add(all.submit(() -> work.run(number)));
      }
      List<T> done = new ArrayList<>();
      for (Future<T> future : started) {
        done.add(future.get());
      }
      return done;
    }
  }
}
