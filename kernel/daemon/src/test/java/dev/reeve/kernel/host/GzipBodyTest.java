package dev.reeve.kernel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GzipBodyTest {

  private static byte[] member(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] unpacked(byte[] packed) throws IOException {
    try (GzipBody body = new GzipBody(new ByteArrayInputStream(packed))) {
      return body.readAllBytes();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8191, 8192, 8193, 100_000})
  void whatWasPackedComesBack(int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    assertThat(unpacked(member(bytes))).isEqualTo(bytes);
    assertThat(unpacked(joined(member(bytes), member(bytes)))).isEqualTo(joined(bytes, bytes));
    assertThat(unpacked(joined(member(bytes), "no member".getBytes(StandardCharsets.UTF_8)))).isEqualTo(bytes);
  }

  @Test
  void anEmptyBodyHoldsNothing() throws IOException {
    assertThat(unpacked(new byte[0])).isEmpty();
  }

  @Test
  void aHundredThousandEmptyMembersHoldNothing() throws IOException {
    byte[] empty = member(new byte[0]);
    byte[] row = new byte[empty.length * 100_000];
    for (int i = 0; i < 100_000; i++) {
      System.arraycopy(empty, 0, row, i * empty.length, empty.length);
    }
    assertThat(unpacked(row)).isEmpty();
  }

  /** Extra field, name, comment and the header's sum, as RFC 1952 has them. */
  @Test
  void whateverAHeaderHoldsIsSkipped() throws IOException {
    byte[] packed = member("x".getBytes(StandardCharsets.UTF_8));
    byte[] header = HexFormat.of().parseHex("1f8b081e000000000003" + "0200aabb" + "6e00" + "6300" + "0000");
    assertThat(unpacked(joined(header, Arrays.copyOfRange(packed, 10, packed.length)))).asString(StandardCharsets.UTF_8).isEqualTo("x");
  }

  @Test
  void everyCutAndEveryFalseSumIsAFailure() throws IOException {
    byte[] packed = member("hello".getBytes(StandardCharsets.UTF_8));
    for (int cut = 1; cut < packed.length; cut++) {
      byte[] part = Arrays.copyOf(packed, cut);
      assertThatThrownBy(() -> unpacked(part)).as("%d bytes", cut).isInstanceOf(IOException.class);
    }
    for (int at = packed.length - 8; at < packed.length; at++) {
      byte[] changed = packed.clone();
      changed[at] ^= 1;
      assertThatThrownBy(() -> unpacked(changed)).isInstanceOf(IOException.class);
    }
    byte[] flags = packed.clone();
    flags[3] = (byte) 0x80;
    assertThatThrownBy(() -> unpacked(flags)).isInstanceOf(IOException.class);
  }
}
