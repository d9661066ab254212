package dev.reeve.kernel.capsule;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.capsule.LockedCapsules.Pin;
import dev.reeve.kernel.store.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a capsule would be allowed that it was not, and what else it takes an answer for.
 *
 * @param added permissions beyond those approved for the installed version
 * @param dropped approved ones it no longer asks for
 * @param union everything the publisher's capsules could ask the host for afterwards: those in one process are one
 * @param exceptions what is only taken because it was asked for, in words: an older version, a jump
 * @param digest what is accepted: SHA-256 of all of it and of the jar, hexadecimal
 */
public record PermissionReview(
    String capsule, String version, String publisher, List<String> added, List<String> dropped, List<String> union, List<String> exceptions,
    String digest) {

  /** Compares what a checked capsule asks for with what was approved. */
  static PermissionReview of(CapsuleManifest manifest, String jar, Publisher publisher, LockedCapsules locked, List<String> exceptions) {
    Pin pin = locked.pin(manifest.name());
    List<CapabilityPattern> before = pin == null ? List.of() : pin.permissions().stream().map(CapabilityPattern::parse).toList();
    List<String> added = beyond(manifest.permissions(), before);
    List<String> dropped = beyond(before, manifest.permissions());
    Stream<String> others =
        locked.pins().stream()
            .filter(other -> other.publisher().equals(publisher.name()) && !other.name().equals(manifest.name()))
            .flatMap(other -> other.permissions().stream());
    List<String> union =
        List.copyOf(new TreeSet<>(Stream.concat(others, manifest.permissions().stream().map(CapabilityPattern::text)).toList()));
    List<String> lines = new ArrayList<>(List.of("reeve-capsule-review-v1", manifest.name(), manifest.version(), jar, publisher.key()));
    added.forEach(one -> lines.add("add " + one));
    union.forEach(one -> lines.add("all " + one));
    exceptions.forEach(one -> lines.add("for " + one));
    return new PermissionReview(
        manifest.name(), manifest.version(), publisher.name(), added, dropped, union, exceptions,
        Digest.of(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)));
  }

  /** Patterns of the first that none of the second contains. */
  static List<String> beyond(List<CapabilityPattern> some, List<CapabilityPattern> others) {
    return some.stream().filter(one -> others.stream().noneMatch(other -> other.contains(one))).map(CapabilityPattern::text).toList();
  }

  /** Whether somebody has to accept it. */
  public boolean needsAnswer() {
    return !added.isEmpty() || !exceptions.isEmpty();
  }
}
