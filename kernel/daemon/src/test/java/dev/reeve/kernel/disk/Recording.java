package dev.reeve.kernel.disk;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a daemon's disk and its clients saw of one life.
 *
 * @param home where the daemon's home was; what is built from the log must lie there again, for the kernel notes absolute paths
 * @param log of the disk
 * @param ready bytes the log had when the daemon said that it is ready
 * @param tenants the acknowledged changes of each client by its name, in their order
 */
record Recording(Path home, Path log, long ready, SortedMap<String, List<Deed>> tenants) {

  private static final String LOG = "disk.log";
  private static final String DEEDS = "deeds";

  /** Keeps it in a folder, for {@link #load}. */
  void save(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.copy(log, folder.resolve(LOG), StandardCopyOption.REPLACE_EXISTING);
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(folder.resolve(DEEDS)))) {
      out.writeUTF(home.toString());
      out.writeLong(ready);
      out.writeInt(tenants.size());
      for (var tenant : tenants.entrySet()) {
        out.writeUTF(tenant.getKey());
        out.writeInt(tenant.getValue().size());
        for (Deed deed : tenant.getValue()) {
          out.writeUTF(deed.requestId());
          out.writeUTF(deed.what());
          out.writeLong(deed.begun());
          out.writeLong(deed.answered());
          out.writeInt(deed.after().size());
          for (var fact : deed.after().entrySet()) {
            out.writeUTF(fact.getKey());
            out.writeUTF(fact.getValue());
          }
        }
      }
    }
  }

  static Recording load(Path folder) throws IOException {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(folder.resolve(DEEDS)))) {
      Path home = Path.of(in.readUTF());
      long ready = in.readLong();
      SortedMap<String, List<Deed>> tenants = new TreeMap<>();
      for (int tenant = in.readInt(); tenant > 0; tenant--) {
        String name = in.readUTF();
        List<Deed> deeds = new ArrayList<>();
        for (int deed = in.readInt(); deed > 0; deed--) {
          deeds.add(new Deed(in.readUTF(), in.readUTF(), in.readLong(), in.readLong(), facts(in)));
        }
        tenants.put(name, deeds);
      }
      return new Recording(home, folder.resolve(LOG), ready, tenants);
    }
  }

  private static SortedMap<String, String> facts(DataInputStream in) throws IOException {
    SortedMap<String, String> facts = new TreeMap<>();
    for (int fact = in.readInt(); fact > 0; fact--) {
      facts.put(in.readUTF(), in.readUTF());
    }
    return facts;
  }

  /** How many changes were acknowledged. */
  int size() {
    return tenants.values().stream().mapToInt(List::size).sum();
  }
}
