package dev.reeve.kernel.capsule;

import dev.reeve.kernel.fault.KernelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder where an operator lays capsules to have them installed: {@code NAME-VERSION.capsule.jar} with its signature {@code .p7s}, and,
 * where it takes an answer, a file {@code .accept} with the digest of what is accepted. Files stay theirs: what is taken away is not removed
 * from the kernel, and what was removed from the kernel is not taken again.
 */
final class CapsuleFolder {

  private static final String JARS = "*.capsule.jar";
  private static final long MAX_SMALL = 64 * 1024;
  private static final Pattern NAMED = Pattern.compile("([a-z][a-z0-9-]*)-\\d+\\.\\d+\\.\\d+[^/]*\\.capsule\\.jar");
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  private final Path folder;
  private final CapsuleOperations capsules;
  private final CapsuleKeeper.Journal journal;
  private final Map<Path, String> seen = new TreeMap<>();
  /** Refused because of what they require. */
  private final Set<Path> waiting = new TreeSet<>();
  private volatile Map<Path, String> refused = Map.of();

  CapsuleFolder(Path folder, CapsuleOperations capsules, CapsuleKeeper.Journal journal) {
    this.folder = folder;
    this.capsules = capsules;
    this.journal = journal;
  }

  /** Files that were not taken, and why. */
  List<String> problems() {
    return refused.entrySet().stream().map(each -> each.getKey() + ": " + each.getValue()).toList();
  }

  /** Takes what is new or changed since the last look; what waited for another one is tried again when one was taken. */
  void take() {
    while (taken()) {
      waiting.forEach(seen::remove);
    }
  }

  /** Whether something was taken while something else waits for what it requires. */
  private boolean taken() {
    boolean any = false;
    Map<Path, String> still = new TreeMap<>(refused);
    Set<Path> jars = jars();
    still.keySet().retainAll(jars);
    seen.keySet().retainAll(jars);
    waiting.retainAll(jars);
    for (Path jar : jars) {
      try {
        String stamp = stamp(jar);
        if (!stamp.isEmpty() && !stamp.equals(seen.get(jar))) {
          seen.put(jar, stamp);
          still.remove(jar);
          waiting.remove(jar);
          any |= take(jar);
        }
      } catch (IOException | RuntimeException e) {
        still.put(jar, String.valueOf(e.getMessage()));
        if (e instanceof KernelException refusal && Refusal.MISSING_IMPORT.name().equals(refusal.details().get("check"))) {
          waiting.add(jar);
        }
        System.getLogger("reeve.capsule").log(System.Logger.Level.WARNING, "{0} is not taken: {1}", jar, e.getMessage());
      }
    }
    refused = still;
    return any && !waiting.isEmpty();
  }

  private Set<Path> jars() {
    Set<Path> jars = new TreeSet<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, JARS)) {
        found.forEach(jars::add);
      } catch (IOException e) {
        System.getLogger("reeve.capsule").log(System.Logger.Level.WARNING, "{0} cannot be read: {1}", folder, e.getMessage());
      }
    }
    return jars;
  }

  private static Path beside(Path jar, String ending) {
    return Path.of(jar + ending);
  }

  /** Changes when a file does; empty while the signature is not there. */
  private static String stamp(Path jar) throws IOException {
    if (!Files.exists(beside(jar, ".p7s"))) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    for (Path file : List.of(jar, beside(jar, ".p7s"), beside(jar, ".accept"))) {
      if (Files.exists(file)) {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        parts.add(attributes.size() + " " + attributes.lastModifiedTime() + " " + attributes.fileKey());
      }
    }
    return String.join("\n", parts);
  }

  private boolean take(Path jar) throws IOException {
    byte[] bytes = bounded(jar, CapsuleArchive.MAX_JAR);
    byte[] signature = bounded(beside(jar, ".p7s"), MAX_SMALL);
    Path answer = beside(jar, ".accept");
    String accept = Files.exists(answer) ? new String(bounded(answer, MAX_SMALL), StandardCharsets.UTF_8).strip() : "";
    String digest = dev.reeve.kernel.store.Digest.of(bytes);
    String file = jar.getFileName().toString();
    if (capsules.wasInstalled(digest)) {
      return false;
    }
    if (!accept.isEmpty() && !HEX.matcher(accept).matches()) {
      throw new IOException(answer.getFileName() + " holds no digest");
    }
    Matcher named = NAMED.matcher(file);
    boolean upgrade = named.matches() && capsules.list().stream().anyMatch(one -> one.name().equals(named.group(1)));
    journal.taking(file, digest);
    try {
      InstallResult unused = capsules.install(new InstallRequest(file, bytes, signature, upgrade, accept, false, false, false), step -> {});
      journal.taken(file, "OK");
      return true;
    } catch (RuntimeException e) {
      journal.taken(file, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private static byte[] bounded(Path file, long most) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(file.getFileName() + " is no regular file");
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes((int) most + 1);
      if (bytes.length > most) {
        throw new IOException(file.getFileName() + " has more than " + most + " bytes");
      }
      return bytes;
    }
  }
}
