package dev.reeve.kernel.capsule;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.document.DocumentException;
import dev.reeve.kernel.json.JsonSchema;
import dev.reeve.kernel.json.JsonText;
import dev.reeve.kernel.store.Digest;
import dev.reeve.seal.SealException;
import dev.reeve.seal.Signature;
import dev.reeve.seal.VerifiedSigner;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The checks between a jar and its use, in order: size and zip, signature, trust, revocation and term, manifest, version, permissions,
 * isolation, and what its classes link to. No class of the jar is defined before all have passed.
 */
final class CapsuleCheck {

  private static final String MANIFEST = "capsule.toml";

  private final List<Publisher> publishers;
  private final boolean development;
  private final Instant now;

  /**
   * Makes a check.
   *
   * @param development whether keys made by a build are taken
   */
  CapsuleCheck(List<Publisher> publishers, boolean development, Instant now) {
    this.publishers = publishers;
    this.development = development;
    this.now = now;
  }

  /**
   * A jar that passed.
   *
   * @param schemas input schema of each tool by the tool's name
   */
  record Passed(String digest, CapsuleArchive archive, CapsuleManifest manifest, Publisher publisher, Map<String, JsonSchema> schemas) {}

  /**
   * Checks a jar and its signature.
   *
   * @param progress told each check that passed, in words
   * @throws dev.reeve.kernel.fault.KernelException CAPSULE_REFUSED naming the check
   */
  Passed check(String fileName, byte[] jar, byte[] signature, List<CapsuleLock.Pin> installed, Consumer<String> progress) {
    CapsuleArchive archive = CapsuleArchive.read(jar);
    progress.accept("archive is whole");
    VerifiedSigner signer = signer(jar, signature);
    progress.accept("signature of " + signer.name() + " matches these bytes");
    Publisher publisher = trusted(signer);
    progress.accept("publisher " + publisher.name() + " is trusted");
    CapsuleManifest manifest = manifest(archive, fileName);
    String digest = Digest.of(jar);
    checkVersion(manifest, digest, installed);
    checkPermissions(manifest, publisher);
    if (!publisher.inKernel() || manifest.isolation().equals("process")) {
      throw Refusal.ISOLATION.because("it would run in a process of its own, which this version of the kernel cannot give it");
    }
    Map<String, JsonSchema> schemas = schemas(archive, manifest);
    progress.accept("manifest of " + manifest.name() + " " + manifest.version() + " is sound");
    LinkRule.check(archive, publisher);
    progress.accept("its classes link to nothing they may not");
    return new Passed(digest, archive, manifest, publisher, schemas);
  }

  private static VerifiedSigner signer(byte[] jar, byte[] signature) {
    if (signature.length == 0) {
      throw Refusal.SIGNATURE.because("it is not signed");
    }
    try {
      return Signature.verify(jar, signature);
    } catch (SealException e) {
      throw Refusal.SIGNATURE.because(String.valueOf(e.getMessage()));
    }
  }

  private Publisher trusted(VerifiedSigner signer) {
    Publisher publisher =
        publishers.stream()
            .filter(one -> one.key().equals(signer.fingerprint()))
            .findFirst()
            .orElseThrow(() -> Refusal.UNTRUSTED.because("no trusted publisher has the key " + signer.fingerprint()));
    if (publisher.revoked()) {
      throw Refusal.REVOKED.because("the key of " + publisher.name() + " is revoked");
    }
    if (publisher.notAfter() != null && !now.isBefore(publisher.notAfter())) {
      throw Refusal.EXPIRED.because(publisher.name() + " was trusted until " + publisher.notAfter());
    }
    if (publisher.development() && !development) {
      throw Refusal.UNTRUSTED.because("the key of " + publisher.name() + " is a development key and this kernel is not in development mode");
    }
    return publisher;
  }

  private static CapsuleManifest manifest(CapsuleArchive archive, String fileName) {
    String text = archive.text(MANIFEST);
    if (text == null) {
      throw Refusal.MANIFEST.because("it has no " + MANIFEST);
    }
    CapsuleManifest manifest;
    try {
      manifest = CapsuleManifestFile.parse(text);
    } catch (DocumentException e) {
      throw Refusal.MANIFEST.because(String.join("; ", e.problems().stream().map(Object::toString).toList()));
    }
    String expected = manifest.name() + "-" + manifest.version() + ".capsule.jar";
    if (!fileName.equals(expected)) {
      throw Refusal.NAME.because("its file must be called " + expected);
    }
    return manifest;
  }

  private static void checkVersion(CapsuleManifest manifest, String digest, List<CapsuleLock.Pin> installed) {
    for (CapsuleLock.Pin pin : installed) {
      if (!pin.name().equals(manifest.name()) || pin.digest().equals(digest)) {
        continue;
      }
      throw Refusal.VERSION.because(
          manifest.name() + " " + pin.version() + " is installed; replacing it by " + manifest.version() + " is not supported by this version");
    }
  }

  private static void checkPermissions(CapsuleManifest manifest, Publisher publisher) {
    for (CapabilityPattern permission : manifest.permissions()) {
      if (publisher.allowedPermissions().stream().noneMatch(allowed -> allowed.contains(permission))) {
        throw Refusal.PERMISSIONS.because("it asks for " + permission.text() + ", more than its publisher is allowed");
      }
    }
  }

  private static Map<String, JsonSchema> schemas(CapsuleArchive archive, CapsuleManifest manifest) {
    Map<String, JsonSchema> schemas = new HashMap<>();
    for (CapsuleManifest.ToolAnnouncement tool : manifest.tools()) {
      String text = archive.text(tool.inputSchema());
      if (text == null) {
        throw Refusal.MANIFEST.because("the input schema " + tool.inputSchema() + " of " + tool.name() + " is not in the jar");
      }
      try {
        schemas.put(tool.name(), JsonSchema.of(text));
      } catch (JsonText.NotJsonException e) {
        throw Refusal.MANIFEST.because(tool.inputSchema() + ": " + e.getMessage());
      }
    }
    return schemas;
  }
}
