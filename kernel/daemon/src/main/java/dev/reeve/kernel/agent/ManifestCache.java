package dev.reeve.kernel.agent;

import dev.reeve.kernel.document.DocumentException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Deployed manifests as they were read, by digest: they never change, and every start of a run asks for one. */
final class ManifestCache {

  private static final int MOST = 256;
  private static final int LARGEST = 64 * 1024;

  private final Map<String, Reading> readings =
      new LinkedHashMap<>(MOST, 0.75f, true) {
        @java.io.Serial private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Reading> eldest) {
          return size() > MOST;
        }
      };

  /**
   * A deployed manifest.
   *
   * @param problem why this kernel cannot read it; null where it can
   */
  record Reading(Manifest manifest, @Nullable String problem) {}

  /** Reads a source, or finds it read before. */
  Reading read(String digest, String name, String version, String source) {
    synchronized (readings) {
      Reading known = readings.get(digest);
      if (known != null && known.manifest().name().equals(name)) {
        return known;
      }
    }
    Reading fresh = fresh(name, version, source);
    if (source.length() <= LARGEST) {
      synchronized (readings) {
        readings.put(digest, fresh);
      }
    }
    return fresh;
  }

  private static Reading fresh(String name, String version, String source) {
    try {
      Manifest manifest = ManifestFile.parse("manifest", source);
      String other = !manifest.name().equals(name) || !manifest.version().equals(version) ? manifest.name() + " " + manifest.version() : null;
      return other == null
          ? new Reading(manifest, null)
          : new Reading(Manifest.unreadable(name, version), "it is the manifest of " + other);
    } catch (DocumentException e) {
      return new Reading(Manifest.unreadable(name, version), e.problems().getFirst().toString());
    }
  }
}
