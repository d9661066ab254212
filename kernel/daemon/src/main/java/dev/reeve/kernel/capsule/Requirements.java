package dev.reeve.kernel.capsule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which capsules need which. A requirement names a capsule or an interface, and a version range; the kernel itself brings the interfaces
 * of its host services.
 */
final class Requirements {

  /** Interfaces the kernel brings, with their versions. */
  static final Map<String, String> KERNEL =
      Map.of("reeve:files", "1.0.0", "reeve:processes", "1.0.0", "reeve:http", "1.0.0", "reeve:kv", "1.0.0");

  private Requirements() {}

  /**
   * Refuses a capsule that needs what is not there, or what needs it.
   *
   * @param others what else is installed
   * @throws dev.reeve.kernel.fault.KernelException CAPSULE_REFUSED naming everything that is missing, or the cycle
   */
  static void check(CapsuleManifest manifest, Collection<CapsuleManifest> others) {
    List<String> missing = missing(manifest, others);
    if (!missing.isEmpty()) {
      throw Refusal.MISSING_IMPORT.because(manifest.name() + " requires " + String.join(" and ", missing));
    }
    Map<String, CapsuleManifest> all = byName(others);
    all.put(manifest.name(), manifest);
    List<String> cycle = way(manifest.name(), manifest.name(), all, new LinkedHashSet<>());
    if (!cycle.isEmpty()) {
      throw Refusal.CYCLE.because("capsules require each other: " + String.join(" → ", cycle));
    }
  }

  /** Everything a capsule needs that none of the others brings, in words. */
  static List<String> missing(CapsuleManifest manifest, Collection<CapsuleManifest> others) {
    List<String> missing = new ArrayList<>();
    manifest.requires().capsules().forEach(
        (name, range) -> {
          CapsuleManifest found = byName(others).get(name);
          if (found == null) {
            missing.add("the capsule " + name + " " + range + ", which is not there");
          } else if (!Versions.satisfies(Versions.of(found.version()), range)) {
            missing.add("the capsule " + name + " " + range + "; " + found.version() + " is there");
          }
        });
    manifest.requires().interfaces().forEach(
        (name, range) -> {
          if (providers(name, range, others).isEmpty() && !inKernel(name, range)) {
            missing.add("the interface " + name + " " + range + ", which nobody exports");
          }
        });
    return missing;
  }

  private static boolean inKernel(String name, String range) {
    String version = KERNEL.get(name);
    return version != null && Versions.satisfies(Versions.of(version), range);
  }

  private static List<String> providers(String name, String range, Collection<CapsuleManifest> others) {
    return others.stream()
        .filter(other -> exports(other, name, range))
        .map(CapsuleManifest::name)
        .toList();
  }

  private static boolean exports(CapsuleManifest manifest, String name, String range) {
    String version = manifest.exports().get(name);
    return version != null && Versions.satisfies(Versions.of(version), range);
  }

  /** Names of those that a capsule cannot do without, among these. */
  private static Set<String> needed(CapsuleManifest manifest, Map<String, CapsuleManifest> all) {
    Set<String> needed = new LinkedHashSet<>(manifest.requires().capsules().keySet());
    manifest.requires().interfaces().forEach(
        (name, range) -> {
          List<String> providers = providers(name, range, all.values());
          if (providers.size() == 1 && !inKernel(name, range)) {
            needed.addAll(providers);
          }
        });
    needed.retainAll(all.keySet());
    return needed;
  }

  /** Names of those that would lack something if a capsule were gone, or were replaced by another version of it. */
  static List<String> dependants(String name, @Nullable CapsuleManifest instead, Collection<CapsuleManifest> all) {
    List<CapsuleManifest> rest = new ArrayList<>(all.stream().filter(one -> !one.name().equals(name)).toList());
    List<CapsuleManifest> after = new ArrayList<>(rest);
    if (instead != null) {
      after.add(instead);
    }
    return rest.stream().filter(one -> missing(one, all).isEmpty() && !missing(one, after).isEmpty()).map(CapsuleManifest::name).sorted().toList();
  }

  /** The names, each after those it needs; what is in a cycle comes last. */
  static List<String> order(Collection<CapsuleManifest> manifests) {
    Map<String, CapsuleManifest> all = byName(manifests);
    List<String> ordered = new ArrayList<>();
    boolean more = true;
    while (more) {
      more = false;
      for (CapsuleManifest one : all.values()) {
        if (!ordered.contains(one.name()) && ordered.containsAll(needed(one, all))) {
          ordered.add(one.name());
          more = true;
        }
      }
    }
    all.keySet().stream().filter(name -> !ordered.contains(name)).forEach(ordered::add);
    return ordered;
  }

  /** From one capsule to another along what each needs; empty when it does not lead there. */
  private static List<String> way(String from, String to, Map<String, CapsuleManifest> all, Set<String> visited) {
    CapsuleManifest manifest = all.get(from);
    if (manifest == null || !visited.add(from)) {
      return List.of();
    }
    for (String next : needed(manifest, all)) {
      List<String> rest = next.equals(to) ? List.of(to) : way(next, to, all, visited);
      if (!rest.isEmpty()) {
        List<String> way = new ArrayList<>(List.of(from));
        way.addAll(rest);
        return way;
      }
    }
    return List.of();
  }

  private static Map<String, CapsuleManifest> byName(Collection<CapsuleManifest> manifests) {
    Map<String, CapsuleManifest> all = new TreeMap<>();
    manifests.forEach(one -> all.put(one.name(), one));
    return new LinkedHashMap<>(all);
  }
}
