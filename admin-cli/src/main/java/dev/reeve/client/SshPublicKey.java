package dev.reeve.client;

import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An Ed25519 public key as OpenSSH has it (RFC 8709).
 *
 * @param publicKey raw, 64 hexadecimal digits in lower case
 * @param comment what its owner calls it; may be empty
 */
public record SshPublicKey(String publicKey, String comment) {

  /** Name of the only type of key taken. */
  static final String TYPE = "ssh-ed25519";

  private static final int RAW_BYTES = 32;

  /** The key of a blob; null when it is of another type. */
  static @Nullable SshPublicKey ofBlob(byte[] blob, String comment) throws MalformedSshException {
    SshWire wire = new SshWire(blob);
    if (!wire.text().equals(TYPE)) {
      return null;
    }
    byte[] raw = wire.bytes();
    wire.end();
    if (raw.length != RAW_BYTES) {
      throw new MalformedSshException("its Ed25519 key has " + raw.length + " bytes, not " + RAW_BYTES);
    }
    return new SshPublicKey(HexFormat.of().formatHex(raw), comment);
  }

  /** The key of a line {@code ssh-ed25519 AAAA… comment}. */
  static SshPublicKey ofLine(String line) throws MalformedSshException {
    if (line.indexOf('\n') >= 0) {
      throw new MalformedSshException("it has more than one line");
    }
    String[] words = line.strip().split("[ \t]+", 3);
    if (words.length < 2 || !words[0].equals(TYPE)) {
      throw new MalformedSshException("it is not of the form '" + TYPE + " AAAA… comment'");
    }
    try {
      SshPublicKey key = ofBlob(Base64.getDecoder().decode(words[1]), words.length == 3 ? words[2] : "");
      if (key == null) {
        throw new MalformedSshException("it says " + TYPE + " and has a key of another type");
      }
      return key;
    } catch (IllegalArgumentException noBase64) {
      throw new MalformedSshException("its key is not Base64");
    }
  }

  /** First 16 hexadecimal digits of the SHA-256 of the raw key. */
  public String id() {
    return PublicKeyWord.id(publicKey);
  }

  /** What OpenSSH calls it: {@code SHA256:} and 43 characters. */
  public String fingerprint() {
    byte[] digest = HexFormat.of().parseHex(PublicKeyWord.sha256(blob()));
    return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
  }

  /** The key on the wire. */
  byte[] blob() {
    return SshWire.joined(SshWire.string(TYPE), SshWire.string(HexFormat.of().parseHex(publicKey)));
  }
}
