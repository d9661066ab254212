package dev.reeve.kernel.capsule;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.capsule.LockedCapsules.Pin;
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
 *
 * @param development whether keys made by a build are taken
 */
record CapsuleCheck(List<Publisher> publishers, Revocations revocations, boolean development, Instant now) {

  private static final String MANIFEST = "capsule.toml";

  /** A jar and its signature as they came. */
  record Candidate(String fileName, byte[] jar, byte[] signature) {}

  /**
   * A jar that passed.
   *
   * @param schemas input schema of each tool by the tool's name
   * @param exceptions what was only taken because it was asked for, in words
   */
  record Passed(
      String digest, CapsuleArchive archive, CapsuleManifest manifest, Publisher publisher, Map<String, JsonSchema> schemas, List<String> exceptions) {}

  /** What more is required of a manifest before its classes are looked at; answers what was only taken because it was asked for. */
  private interface Rules {
    List<String> check(CapsuleManifest manifest, String digest, Publisher publisher);
  }

  /**
   * Checks what is to be installed.
   *
   * @param progress told each check that passed, in words
   * @throws dev.reeve.kernel.fault.KernelException CAPSULE_REFUSED naming the check
   */
  Passed fresh(Candidate candidate, LockedCapsules locked, VersionRules.Allowed allowed, Consumer<String> progress) {
    return check(
        candidate, true, (manifest, digest, publisher) -> VersionRules.check(manifest, digest, publisher, locked, allowed), progress);
  }

  /**
   * Checks what was installed, before it is loaded again.
   *
   * @throws dev.reeve.kernel.fault.KernelException CAPSULE_REFUSED naming the check
   */
  Passed again(Pin pin, byte[] jar, byte[] signature) {
    String fileName = pin.name() + "-" + pin.version() + ".capsule.jar";
    return check(
        new Candidate(fileName, jar, signature),
        false,
        (manifest, digest, publisher) -> {
          if (!digest.equals(pin.digest())) {
            throw Refusal.DIGEST.because("it is not the jar that was installed");
          }
          if (!publisher.name().equals(pin.publisher())) {
            throw Refusal.PUBLISHER.because("it was installed from " + pin.publisher() + ", and is of " + publisher.name());
          }
          List<String> grown =
              PermissionReview.beyond(manifest.permissions(), pin.permissions().stream().map(CapabilityPattern::parse).toList());
          if (!grown.isEmpty()) {
            throw Refusal.PERMISSIONS_GROWN.because("it asks for " + String.join(", ", grown) + ", which was not approved");
          }
          List<String> events = PermissionReview.newInterceptors(manifest, pin.interceptors());
          if (!events.isEmpty()) {
            throw Refusal.PERMISSIONS_GROWN.because("it intercepts " + String.join(", ", events) + ", which was not approved");
          }
          return List.of();
        },
        step -> {});
  }

  /**
   * Checks what serves already by what holds now.
   *
   * @throws dev.reeve.kernel.fault.KernelException CAPSULE_REFUSED naming the check
   */
  void stillTrusted(InstalledCapsule.Pinned pin) {
    Publisher publisher = trusted(pin.key());
    revocations.require(publisher, pin.digest(), false, now);
    if (!publisher.name().equals(pin.publisher())) {
      throw Refusal.PUBLISHER.because("it was installed from " + pin.publisher() + ", whose key is that of " + publisher.name() + " now");
    }
    checkPermissions(pin.permissions().stream().map(CapabilityPattern::parse).toList(), publisher);
    if (!publisher.inKernel()) {
      throw Refusal.ISOLATION.because("its publisher may not run in the kernel any more");
    }
  }

  private Passed check(Candidate candidate, boolean fresh, Rules rules, Consumer<String> progress) {
    CapsuleArchive archive = CapsuleArchive.read(candidate.jar());
    progress.accept("archive is whole");
    VerifiedSigner signer = signer(candidate);
    progress.accept("signature of " + signer.name() + " matches these bytes");
    Publisher publisher = trusted(signer.fingerprint());
    String digest = Digest.of(candidate.jar());
    revocations.require(publisher, digest, fresh, now);
    progress.accept("publisher " + publisher.name() + " is trusted");
    CapsuleManifest manifest = manifest(archive, candidate.fileName());
    if (!manifest.publisher().isEmpty() && !manifest.publisher().equals(publisher.name())) {
      throw Refusal.WRONG_KEY.because("it says that it is of " + manifest.publisher() + ", but a key of " + publisher.name() + " signed it");
    }
    List<String> exceptions = rules.check(manifest, digest, publisher);
    checkPermissions(manifest.permissions(), publisher);
    if (!publisher.inKernel() || manifest.isolation().equals("process")) {
      throw Refusal.ISOLATION.because("it would run in a process of its own, which this version of the kernel cannot give it");
    }
    Map<String, JsonSchema> schemas = schemas(archive, manifest);
    progress.accept("manifest of " + manifest.name() + " " + manifest.version() + " is sound");
    LinkRule.check(archive, publisher);
    progress.accept("its classes link to nothing they may not");
    return new Passed(digest, archive, manifest, publisher, schemas, exceptions);
  }

  private static VerifiedSigner signer(Candidate candidate) {
    if (candidate.signature().length == 0) {
      throw Refusal.UNSIGNED.because("it is not signed");
    }
    try {
      return Signature.verify(candidate.jar(), candidate.signature());
    } catch (SealException e) {
      throw Refusal.SIGNATURE.because(String.valueOf(e.getMessage()));
    }
  }

  private Publisher trusted(String key) {
    Publisher publisher =
        publishers.stream()
            .filter(one -> one.key().equals(key))
            .findFirst()
            .orElseThrow(() -> Refusal.UNTRUSTED.because("no trusted publisher has the key " + key));
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

  private static void checkPermissions(List<CapabilityPattern> permissions, Publisher publisher) {
    for (CapabilityPattern permission : permissions) {
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
