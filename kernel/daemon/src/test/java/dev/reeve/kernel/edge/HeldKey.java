package dev.reeve.kernel.edge;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.KeyLimit;
import dev.reeve.kernel.authority.RegisteredKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** An Ed25519 key as a person or device holds it. */
public record HeldKey(KeyPair pair) {

  private static final int RAW = 32;

  public static HeldKey make() {
    try {
      return new HeldKey(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The raw public key, 64 hexadecimal digits. */
  public String text() {
    byte[] encoded = pair.getPublic().getEncoded();
    return HexFormat.of().formatHex(Arrays.copyOfRange(encoded, encoded.length - RAW, encoded.length));
  }

  public String id() {
    return RegisteredKey.idOf(text());
  }

  /** 128 hexadecimal digits. */
  public String sign(String words) {
    try {
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(pair.getPrivate());
      signer.update(words.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As a profile registers it, for these patterns only; for none of them: for everything. */
  RegisteredKey registered(String... allow) {
    List<CapabilityPattern> patterns = Stream.of(allow).map(CapabilityPattern::parse).toList();
    return new RegisteredKey(text(), new KeyLimit(patterns, List.of()), "", null, false);
  }
}
