package dev.reeve.seal;

import static dev.reeve.seal.SealException.Kind.BAD_CERTIFICATE;
import static dev.reeve.seal.SealException.Kind.BAD_SIGNATURE;
import static dev.reeve.seal.SealException.Kind.ENCAPSULATED_CONTENT;
import static dev.reeve.seal.SealException.Kind.MALFORMED;
import static dev.reeve.seal.SealException.Kind.SEVERAL_SIGNERS;
import static dev.reeve.seal.SealException.Kind.TOO_LARGE;
import static dev.reeve.seal.SealException.Kind.UNSUPPORTED_ALGORITHM;
import static dev.reeve.seal.SealException.Kind.WRONG_CONTENT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationStore;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignatureTest {

  private static final byte[] CONTENT = "a small file\n".getBytes(UTF_8);

  private static SealException.Kind refusal(byte[] content, byte[] p7s) {
    SealException refusal = catchThrowableOfType(SealException.class, () -> Signature.verify(content, p7s));
    assertThat(refusal).as("refused").isNotNull();
    assertThat(refusal.getMessage()).isNotBlank();
    return refusal.kind();
  }

  @ParameterizedTest
  @EnumSource
  void goodSignatureNamesItsSigner(KeyAlgorithm algorithm) throws Exception {
    SigningKey key = SigningKey.generate("Müller & Söhne", algorithm);
    for (byte[] content : new byte[][] {{}, CONTENT, new byte[1 << 20]}) {
      VerifiedSigner signer = Signature.verify(content, Signer.sign(key, content));
      assertThat(signer.name()).isEqualTo("Müller & Söhne");
      assertThat(signer.fingerprint()).isEqualTo(key.fingerprint().hex());
      assertThat(PublicKeyFingerprint.of(signer.spki())).isEqualTo(key.fingerprint());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSignatureAndACertificateByThemselvesNameWhoseKeyTheyAreOf(KeyAlgorithm algorithm) throws Exception {
    SigningKey key = SigningKey.generate("claimed", algorithm);
    VerifiedSigner signer = Signature.verify(CONTENT, Signer.sign(key, CONTENT));
    assertThat(signer.algorithm()).isEqualTo(algorithm);
    assertThat(Signature.claimed(Signer.sign(key, new byte[3]))).isEqualTo(signer);
    byte[] der = key.certificate().getEncoded();
    assertThat(SelfSignedCertificate.owner(der)).isEqualTo(signer);
    der[der.length - 1] ^= 1;
    for (byte[] broken : new byte[][] {der, {}, CONTENT, Arrays.copyOf(der, 100)}) {
      assertThat(catchThrowableOfType(SealException.class, () -> SelfSignedCertificate.owner(broken)).kind()).isEqualTo(BAD_CERTIFICATE);
      assertThatThrownBy(() -> Signature.claimed(broken)).isInstanceOf(SealException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void signingAgainGivesTheSameBytes(KeyAlgorithm algorithm) throws Exception {
    SigningKey key = SigningKey.generate("same", algorithm);
    assertThat(Signer.sign(key, CONTENT)).isEqualTo(Signer.sign(key, CONTENT));
    assertThat(Signer.sign(key, CONTENT)).isNotEqualTo(Signer.sign(key, new byte[0]));
  }

  @ParameterizedTest
  @EnumSource
  void everyFlippedBitIsRefused(KeyAlgorithm algorithm) throws Exception {
    byte[] p7s = Signer.sign(SigningKey.generate("flipped", algorithm), CONTENT);
    for (int bit = 0; bit < p7s.length * 8; bit++) {
      byte[] flipped = p7s.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> Signature.verify(CONTENT, flipped)).as("signature bit %d", bit).isInstanceOf(SealException.class);
    }
    for (int bit = 0; bit < CONTENT.length * 8; bit++) {
      byte[] flipped = CONTENT.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(refusal(flipped, p7s)).as("content bit %d", bit).isEqualTo(WRONG_CONTENT);
    }
    assertThat(Signature.verify(CONTENT, p7s).name()).isEqualTo("flipped");
  }

  @Test
  void everyFlippedBitOfOpensslsSignatureIsRefused(@TempDir Path folder) throws Exception {
    OpenSsl openssl = new OpenSsl(folder);
    openssl.key("other");
    Files.write(folder.resolve("file"), CONTENT);
    openssl.must("cms", "-sign", "-binary", "-outform", "DER", "-signer", "other.crt", "-inkey", "other.key", "-in", "file", "-out", "p7s");
    byte[] p7s = Files.readAllBytes(folder.resolve("p7s"));
    for (int bit = 0; bit < p7s.length * 8; bit++) {
      byte[] flipped = p7s.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> Signature.verify(CONTENT, flipped)).as("signature bit %d", bit).isInstanceOf(SealException.class);
    }
    assertThat(Signature.verify(CONTENT, p7s).name()).isEqualTo("other");
  }

  @Test
  void signatureOfAnotherFileIsRefused() throws Exception {
    SigningKey key = SigningKey.generate("author");
    assertThat(refusal(CONTENT, Signer.sign(key, "another".getBytes(UTF_8)))).isEqualTo(WRONG_CONTENT);
  }

  @Test
  void truncatedExtendedAndArbitraryBytesAreMalformed() throws Exception {
    byte[] p7s = Signer.sign(SigningKey.generate("author"), CONTENT);
    for (int length = 0; length < p7s.length; length++) {
      assertThat(refusal(CONTENT, Arrays.copyOf(p7s, length))).as("cut to %d", length).isEqualTo(MALFORMED);
    }
    assertThat(refusal(CONTENT, Arrays.copyOf(p7s, p7s.length + 1))).isEqualTo(MALFORMED);
    Random random = new Random(20261120);
    for (int i = 0; i < 2_000; i++) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      assertThat(refusal(CONTENT, noise)).isEqualTo(MALFORMED);
    }
  }

  @Test
  void deepNestingIsRefusedWithinTheStack() {
    byte[] nested = new byte[Signature.MAX_BYTES];
    for (int i = 0; i < nested.length; i += 2) {
      nested[i] = 0x30;
      nested[i + 1] = (byte) 0x80;
    }
    assertThat(refusal(CONTENT, nested)).isEqualTo(MALFORMED);
  }

  @Test
  void oversizedSignatureIsRefusedUnread() {
    assertThat(refusal(CONTENT, new byte[Signature.MAX_BYTES])).isEqualTo(MALFORMED);
    assertThat(refusal(CONTENT, new byte[Signature.MAX_BYTES + 1])).isEqualTo(TOO_LARGE);
  }

  @Test
  void severalSignersAreRefused() throws Exception {
    assertThat(refusal(CONTENT, cms(true, false, SigningKey.generate("one"), SigningKey.generate("two")))).isEqualTo(SEVERAL_SIGNERS);
  }

  @Test
  void oneSignerMustComeWithExactlyItsOwnCertificate() throws Exception {
    SigningKey one = SigningKey.generate("one");
    SigningKey two = SigningKey.generate("two");
    CMSSignedData good = new CMSSignedData(Signer.sign(one, CONTENT));
    CMSSignedDataGenerator both = new CMSSignedDataGenerator();
    both.addSigners(good.getSignerInfos());
    both.addCertificate(two.certificate());
    assertThat(refusal(CONTENT, detached(both))).isEqualTo(BAD_CERTIFICATE);
    both.addCertificate(one.certificate());
    assertThat(refusal(CONTENT, detached(both))).isEqualTo(BAD_CERTIFICATE);
    CMSSignedDataGenerator none = new CMSSignedDataGenerator();
    none.addSigners(good.getSignerInfos());
    assertThat(refusal(CONTENT, detached(none))).isEqualTo(BAD_CERTIFICATE);
  }

  @Test
  void signatureByAnotherKeyThanTheCertificatesIsRefused() throws Exception {
    SigningKey one = SigningKey.generate("one");
    SigningKey two = SigningKey.generate("two");
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addSignerInfoGenerator(
        new SignerInfoGeneratorBuilder(new BcDigestCalculatorProvider()).build(two.signer(), one.certificate()));
    generator.addCertificate(one.certificate());
    assertThat(refusal(CONTENT, detached(generator))).isEqualTo(BAD_SIGNATURE);
  }

  @Test
  void encapsulatedContentAndMissingSignersAreRefused() throws Exception {
    SigningKey key = SigningKey.generate("one");
    assertThat(refusal(CONTENT, cms(true, true, key))).isEqualTo(ENCAPSULATED_CONTENT);
    CMSSignedDataGenerator none = new CMSSignedDataGenerator();
    none.addCertificate(key.certificate());
    assertThat(refusal(CONTENT, detached(none))).isEqualTo(MALFORMED);
  }

  @Test
  void unsignedAttributesAreRefused() throws Exception {
    CMSSignedData good = new CMSSignedData(Signer.sign(SigningKey.generate("one"), CONTENT));
    SignerInformation signer = good.getSignerInfos().iterator().next();
    SignerInformation changed =
        SignerInformation.replaceUnsignedAttributes(signer, signer.getSignedAttributes().remove(CMSAttributes.contentType));
    byte[] p7s = CMSSignedData.replaceSigners(good, new SignerInformationStore(changed)).getEncoded("DER");
    assertThat(refusal(CONTENT, p7s)).isEqualTo(MALFORMED);
  }

  @Test
  void signedAttributesDoNotPassAsContent() throws Exception {
    SigningKey key = SigningKey.generate("one");
    SignerInformation signer = new CMSSignedData(Signer.sign(key, CONTENT)).getSignerInfos().iterator().next();
    byte[] attributes = signer.getEncodedSignedAttributes();
    byte[] direct = cmsOf(attributes, false, key);
    assertThat(refusal(attributes, direct)).isEqualTo(MALFORMED);
    assertThat(Signature.verify(CONTENT, cmsOf(CONTENT, false, key)).name()).isEqualTo("one");
  }

  @Test
  void keysOfOtherAlgorithmsAreRefused(@TempDir Path folder) throws Exception {
    OpenSsl openssl = new OpenSsl(folder);
    Files.write(folder.resolve("file"), CONTENT);
    for (String algorithm : new String[] {"rsa:2048", "ec -pkeyopt ec_paramgen_curve:P-384"}) {
      openssl.must(("req -x509 -nodes -days 3 -subj /CN=x -keyout k -out c -newkey " + algorithm).split(" "));
      openssl.must("cms", "-sign", "-binary", "-outform", "DER", "-signer", "c", "-inkey", "k", "-in", "file", "-out", "p7s");
      assertThat(refusal(CONTENT, Files.readAllBytes(folder.resolve("p7s")))).isEqualTo(UNSUPPORTED_ALGORITHM);
    }
  }

  @Test
  void certificateOfAnAuthorityIsRefused(@TempDir Path folder) throws Exception {
    OpenSsl openssl = new OpenSsl(folder);
    Files.write(folder.resolve("file"), CONTENT);
    openssl.key("authority");
    openssl.key("leaf");
    openssl.must("req", "-new", "-key", "leaf.key", "-subj", "/CN=leaf", "-out", "csr");
    openssl.must("x509", "-req", "-in", "csr", "-CA", "authority.crt", "-CAkey", "authority.key", "-CAcreateserial", "-out", "leaf.crt");
    openssl.must("cms", "-sign", "-binary", "-outform", "DER", "-signer", "leaf.crt", "-inkey", "leaf.key", "-in", "file", "-out", "p7s");
    assertThat(refusal(CONTENT, Files.readAllBytes(folder.resolve("p7s")))).isEqualTo(BAD_CERTIFICATE);
  }

  private static byte[] cms(boolean attributes, boolean encapsulate, SigningKey... keys) throws Exception {
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    for (SigningKey key : keys) {
      add(generator, key, attributes);
    }
    return generator.generate(new CMSProcessableByteArray(CONTENT), encapsulate).getEncoded("DER");
  }

  private static byte[] cmsOf(byte[] content, boolean attributes, SigningKey key) throws Exception {
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    add(generator, key, attributes);
    return generator.generate(new CMSProcessableByteArray(content), false).getEncoded("DER");
  }

  private static void add(CMSSignedDataGenerator generator, SigningKey key, boolean attributes) throws Exception {
    generator.addSignerInfoGenerator(
        new SignerInfoGeneratorBuilder(new BcDigestCalculatorProvider())
            .setDirectSignature(!attributes)
            .build(key.signer(), key.certificate()));
    generator.addCertificate(key.certificate());
  }

  private static byte[] detached(CMSSignedDataGenerator generator) throws Exception {
    return generator.generate(new CMSProcessableByteArray(CONTENT), false).getEncoded("DER");
  }
}
