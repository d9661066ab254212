package dev.reeve.kernel.edge;

import com.sun.security.auth.module.UnixSystem;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.ProfileFile;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.store.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One principal for each built-in group, one without any and a disabled one, all of this process's user. */
public final class Principals {

  private static final Map<String, List<String>> GROUPS =
      Map.of(
          "disabled", List.of("admin"), "bare", List.of(), "bot", List.of("agent"), "viewer", List.of("viewer"), "developer",
          List.of("developer"), "operator", List.of("operator"), "root", List.of("admin"));

  private Principals() {}

  static Map<String, Profile> all() {
    long uid = new UnixSystem().getUid();
    Map<String, Profile> all = new TreeMap<>();
    GROUPS.forEach(
        (name, groups) ->
            all.put(
                name,
                new Profile(
                    Ids.next(), name, !name.equals("disabled"), groups, List.of(), List.of(), List.of(uid), List.of(), Quotas.DEFAULTS, null)));
    return all;
  }

  /** Writes their profiles into a folder. */
  public static void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Profile profile : all().values()) {
      Files.writeString(folder.resolve(profile.name() + ".toml"), ProfileFile.write(profile));
    }
  }
}
