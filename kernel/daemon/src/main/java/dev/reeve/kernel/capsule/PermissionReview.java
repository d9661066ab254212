package dev.reeve.kernel.capsule;

import dev.reeve.kernel.approval.Wish;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.capsule.CapsuleManifest.InterceptorAnnouncement;
import dev.reeve.kernel.capsule.LockedCapsules.Pin;
import dev.reeve.kernel.store.Digest;
import dev.reeve.v1.Danger;
import dev.reeve.v1.QuestionKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a capsule would be allowed that it was not, and what else it takes an answer for.
 *
 * @param added permissions beyond those approved for the installed version, and events it would intercept, as {@code intercept EVENT}
 * @param dropped approved ones it no longer asks for
 * @param union everything the publisher's capsules could ask the host for afterwards: those in one process are one
 * @param exceptions what is only taken because it was asked for, in words: an older version, a jump
 * @param digest what is asked: SHA-256 of all of it and of the jar, hexadecimal
 */
public record PermissionReview(
    String capsule, String version, String publisher, List<String> added, List<String> dropped, List<String> union, List<String> exceptions,
    String digest) {

  private static final String INTERCEPT = "intercept ";

  /** Compares what a checked capsule asks for with what was approved. */
  static PermissionReview of(CapsuleManifest manifest, String jar, Publisher publisher, LockedCapsules locked, List<String> exceptions) {
    Pin pin = locked.pin(manifest.name());
    List<CapabilityPattern> before = pin == null ? List.of() : pin.permissions().stream().map(CapabilityPattern::parse).toList();
    List<String> added = new ArrayList<>(beyond(manifest.permissions(), before));
    newInterceptors(manifest, pin == null ? List.of() : pin.interceptors()).forEach(event -> added.add(INTERCEPT + event));
    List<String> dropped = beyond(before, manifest.permissions());
    Stream<String> others =
        locked.pins().stream()
            .filter(other -> other.publisher().equals(publisher.name()) && !other.name().equals(manifest.name()))
            .flatMap(other -> asked(other.permissions().stream(), other.interceptors().stream()));
    Stream<String> own =
        asked(manifest.permissions().stream().map(CapabilityPattern::text), manifest.interceptors().stream().map(InterceptorAnnouncement::event));
    List<String> union = List.copyOf(new TreeSet<>(Stream.concat(others, own).toList()));
    List<String> lines = new ArrayList<>(List.of("reeve-capsule-review-v1", manifest.name(), manifest.version(), jar, publisher.key()));
    added.forEach(one -> lines.add("add " + one));
    union.forEach(one -> lines.add("all " + one));
    exceptions.forEach(one -> lines.add("for " + one));
    return new PermissionReview(
        manifest.name(), manifest.version(), publisher.name(), added, dropped, union, exceptions,
        Digest.of(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)));
  }

  private static Stream<String> asked(Stream<String> permissions, Stream<String> events) {
    return Stream.concat(permissions, events.map(event -> INTERCEPT + event));
  }

  /** Event patterns of a capsule's interceptors that were not approved. */
  static List<String> newInterceptors(CapsuleManifest manifest, List<String> approved) {
    return manifest.interceptors().stream().map(InterceptorAnnouncement::event).filter(event -> !approved.contains(event)).toList();
  }

  /** Patterns of the first that none of the second contains. */
  static List<String> beyond(List<CapabilityPattern> some, List<CapabilityPattern> others) {
    return some.stream().filter(one -> others.stream().noneMatch(other -> other.contains(one))).map(CapabilityPattern::text).toList();
  }

  /** The installation, as people are asked about it. */
  Wish wish() {
    Map<String, @Nullable Object> arguments = new TreeMap<>();
    arguments.put("capsule", capsule);
    arguments.put("version", version);
    arguments.put("publisher", publisher);
    arguments.put("added", added);
    arguments.put("exceptions", exceptions);
    List<String> details = new ArrayList<>();
    details.add("review sha256:" + digest);
    dropped.forEach(one -> details.add("no longer asks for " + one));
    details.add("all together " + publisher + "'s capsules could then ask for " + (union.isEmpty() ? "nothing" : String.join(", ", union)));
    return new Wish(
        QuestionKind.QUESTION_KIND_CAPSULE, List.of(new Capability("capsule:install", null)), Danger.DANGER_EXTREME, needsAnswer(),
        "install the capsule " + capsule + " " + version + " of " + publisher, arguments, details,
        added.stream().filter(one -> !one.startsWith(INTERCEPT)).map(CapabilityPattern::parse).toList());
  }

  /** What it asks for, behind its name. */
  String words() {
    String asks = added.isEmpty() ? "" : " asks for " + String.join(", ", added);
    return asks + (exceptions.isEmpty() ? "" : (asks.isEmpty() ? " " : "; ") + String.join("; ", exceptions));
  }

  /** Whether somebody has to say yes. */
  public boolean needsAnswer() {
    return !added.isEmpty() || !exceptions.isEmpty();
  }
}
