package dev.reeve.kernel.authority;

import dev.reeve.kernel.document.DocumentException;
import dev.reeve.kernel.store.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The policy as its files say: {@code groups.toml} and one file per principal. A profile that cannot be read denies its principal
 * everything; groups that cannot be read stop the start.
 */
public final class PolicyFiles {

  private static final String SUFFIX = ".toml";
  private static final String MODE = "rw-r-----";
  private static final long MAX_BYTES = 1024 * 1024;

  private final Path groups;
  private final Path principals;
  private final ReentrantLock changing = new ReentrantLock();
  private volatile Policy current;

  private PolicyFiles(Path groups, Path principals, Policy current) {
    this.groups = groups;
    this.principals = principals;
    this.current = current;
  }

  /**
   * Reads the files.
   *
   * @throws DocumentException when the groups are wrong, with every problem and its place
   */
  public static PolicyFiles open(Path groups, Path principals) throws IOException {
    return new PolicyFiles(groups, principals, read(groups, principals, 1));
  }

  private static Policy read(Path groups, Path principals, long generation) throws IOException {
    Collection<Group> custom = Files.exists(groups) ? GroupsFile.parse(groups.toString(), Files.readString(groups)).values() : List.of();
    List<Profile> profiles = new ArrayList<>();
    Map<String, String> unreadable = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(principals, "*" + SUFFIX)) {
      for (Path file : files) {
        String fileName = String.valueOf(file.getFileName());
        if (fileName.startsWith(".")) {
          continue;
        }
        String name = fileName.substring(0, fileName.length() - SUFFIX.length());
        try {
          profiles.add(ProfileFile.parse(fileName, text(file)));
        } catch (DocumentException e) {
          unreadable.put(name, String.join("; ", e.problems().stream().map(Object::toString).toList()));
        } catch (IOException e) {
          unreadable.put(name, file + ": " + e.getMessage());
        }
      }
    }
    return Policy.of(generation, custom, profiles, unreadable);
  }

  private static String text(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("is no regular file");
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException("has more than " + MAX_BYTES + " bytes");
    }
    return Files.readString(file);
  }

  /** The policy that is in force. */
  public Policy current() {
    return current;
  }

  /**
   * Adds a principal durably and puts it into force.
   *
   * @throws FileAlreadyExistsException when there is one of that name, ignoring case
   */
  public Policy add(Profile profile) throws IOException {
    changing.lock();
    try {
      Path file = principals.resolve(profile.name() + SUFFIX);
      boolean taken =
          current.profile(profile.name()) != null || current.broken().keySet().stream().anyMatch(name -> name.equalsIgnoreCase(profile.name()));
      if (taken || Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(profile.name());
      }
      WholeFile.write(file, ProfileFile.write(profile).getBytes(StandardCharsets.UTF_8), MODE);
      current = read(groups, principals, current.generation() + 1);
      return current;
    } finally {
      changing.unlock();
    }
  }
}
