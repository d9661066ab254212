package dev.reeve.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The audit keys that are pinned outside the log. As a file: PEM blocks "PUBLIC KEY" (RFC 7468) with nothing but white space around them.
 *
 * @param keys Ed25519, the oldest epoch first, each epoch's successor behind it; 1 to {@link #MOST}, none twice
 */
public record PinnedKeys(List<PublicKey> keys) {

  /** The most keys that can be pinned. */
  public static final int MOST = 64;

  private static final int MAX_BYTES = 1 << 16;
  private static final Pattern BLOCK = Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]++)-----END PUBLIC KEY-----\\s*");

  /** @throws IllegalArgumentException for none, too many, one twice, or a key of another kind */
  public PinnedKeys {
    keys = List.copyOf(keys);
    if (keys.isEmpty() || keys.size() > MOST) {
      throw new IllegalArgumentException("pinned are 1 to " + MOST + " audit keys");
    }
    Set<String> ids = new HashSet<>();
    for (PublicKey key : keys) {
      if (!ids.add(CheckpointKey.keyId(Ed25519.require(key)))) {
        throw new IllegalArgumentException("an audit key is pinned twice");
      }
    }
  }

  public static PinnedKeys of(PublicKey... keys) {
    return new PinnedKeys(List.of(keys));
  }

  /** With the key of one more epoch. @throws IllegalArgumentException when it is pinned already, or {@link #MOST} are */
  public PinnedKeys with(PublicKey next) {
    List<PublicKey> more = new ArrayList<>(keys);
    more.add(next);
    return new PinnedKeys(more);
  }

  /** What {@link #read} reads. */
  public String pem() {
    StringBuilder text = new StringBuilder();
    for (PublicKey key : keys) {
      String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
      text.append("-----BEGIN PUBLIC KEY-----\n").append(body).append("\n-----END PUBLIC KEY-----\n");
    }
    return text.toString();
  }

  /** @throws IOException naming the file, when it cannot be read, is over 64 KiB, or is anything but pinned keys */
  public static PinnedKeys read(Path file) throws IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file", e);
    }
    if (bytes.length > MAX_BYTES) {
      throw new IOException(file + ": longer than 64 KiB");
    }
    try {
      return parse(new String(bytes, StandardCharsets.ISO_8859_1).strip());
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static PinnedKeys parse(String text) {
    List<PublicKey> keys = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!block.region(at, text.length()).lookingAt()) {
        throw new IllegalArgumentException("not PEM blocks of type PUBLIC KEY and nothing else");
      }
      at = block.end();
      keys.add(Ed25519.key(Base64.getDecoder().decode(block.group(1).replaceAll("\\s", ""))));
    }
    return new PinnedKeys(keys);
  }

  /** Place of the key with this id; −1 for none. */
  int indexOf(String keyId) {
    for (int i = 0; i < keys.size(); i++) {
      if (CheckpointKey.keyId(keys.get(i)).equals(keyId)) {
        return i;
      }
    }
    return -1;
  }
}
