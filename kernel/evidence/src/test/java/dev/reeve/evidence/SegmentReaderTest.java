package dev.reeve.evidence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentReaderTest {

  @TempDir Path dir;

  private Path file(String text) throws Exception {
    return Files.write(dir.resolve("segment"), text.getBytes(ISO_8859_1));
  }

  private static String line(SegmentReader reader) {
    return new String(reader.array(), reader.lineFrom(), reader.lineTo() - reader.lineFrom(), ISO_8859_1);
  }

  @Test
  void linesAreThoseBetweenNewlinesWhateverTheirBytesAndLengths() throws Exception {
    Random random = new Random(64);
    for (int round = 0; round < 30; round++) {
      List<String> lines = new ArrayList<>();
      for (int i = random.nextInt(200); i > 0; i--) {
        int length = random.nextInt(10) == 0 ? random.nextInt(100_000) : random.nextInt(40);
        StringBuilder line = new StringBuilder();
        for (int j = 0; j < length; j++) {
          line.append((char) random.nextInt(256));
        }
        lines.add(line.toString().replace('\n', '\u000b'));
      }
      String torn = "x".repeat(random.nextInt(20));
      String text = String.join("", lines.stream().map(line -> line + "\n").toList());
      try (SegmentReader reader = new SegmentReader(file(text + torn))) {
        long consumed = 0;
        for (int i = 0; i < lines.size(); i++) {
          assertThat(reader.next()).isTrue();
          assertThat(line(reader)).isEqualTo(lines.get(i));
          assertThat(reader.lines()).isEqualTo(i + 1);
          consumed += lines.get(i).length() + 1;
          assertThat(reader.consumed()).isEqualTo(consumed);
        }
        assertThat(reader.next()).isFalse();
        assertThat(reader.rest()).isEqualTo(torn.length());
        assertThat(reader.consumed()).isEqualTo(text.length());
      }
    }
  }

  @Test
  void bytesNextToANewlinesValueAreNone() throws Exception {
    for (int value = 0; value < 256; value++) {
      for (int place = 0; place < 16; place++) {
        String line = "\u0008\u0009\u000b\u008a".repeat(4).substring(0, place) + (char) value + "\u000b\u0009".repeat(4);
        try (SegmentReader reader = new SegmentReader(file(line + "\n"))) {
          assertThat(reader.next()).isTrue();
          assertThat(line(reader)).isEqualTo(value == '\n' ? line.substring(0, place) : line);
        }
      }
    }
  }

  @Test
  void readingBeginsBehindAnOffset() throws Exception {
    Path file = file("one\ntwo\nthree\n");
    try (SegmentReader reader = new SegmentReader(file, 4, 1)) {
      assertThat(reader.next()).isTrue();
      assertThat(line(reader)).isEqualTo("two");
      assertThat(reader.lines()).isEqualTo(2);
      assertThat(reader.consumed()).isEqualTo(8);
    }
    try (SegmentReader reader = new SegmentReader(file, 14, 3)) {
      assertThat(reader.next()).isFalse();
      assertThat(reader.rest()).isZero();
      assertThat(reader.consumed()).isEqualTo(14);
    }
    assertThatThrownBy(() -> new SegmentReader(file, 15, 3)).isInstanceOf(UnreadableChainException.class);
  }

  @Test
  void lineOverTheBoundIsNotRead() throws Exception {
    int longest = 100_000;
    Path file = file("a\n" + "x".repeat(longest - 1) + "\n" + "y".repeat(longest) + "\n");
    try (SegmentReader reader = new SegmentReader(file, longest)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.next()).isTrue();
      assertThat(reader.next()).isFalse();
      assertThat(reader.rest()).isEqualTo(longest);
    }
  }

  @Test
  void recordBeforeAnOffsetIsFoundOnlyWhereItEnds() throws Exception {
    SampleChain chain = SampleChain.of(71, 4, 9);
    chain.write(dir, 9);
    Path file = dir.resolve(Segments.name(1));
    long end = 0;
    for (ChainHead.Sealed next : chain.sealed) {
      end += next.line().length;
      for (long offset = Math.max(0, end - 700); offset < end + 2; offset++) {
        assertThat(SegmentReader.endsAt(file, offset, next.head(), new Sha256())).isEqualTo(offset == end);
      }
      assertThat(SegmentReader.endsAt(file, end, chain.sealed.get(next.head().seq() == 1 ? 1 : 0).head(), new Sha256())).isFalse();
    }
    assertThatThrownBy(() -> SegmentReader.endsAt(dir.resolve("absent"), 1, chain.head(), new Sha256()))
        .isInstanceOf(UnreadableChainException.class);
  }
}
