package dev.reeve.kernel.disk;

import dev.reeve.kernel.disk.DiskOperation.Created;
import dev.reeve.kernel.disk.DiskOperation.FolderForced;
import dev.reeve.kernel.disk.DiskOperation.FolderMade;
import dev.reeve.kernel.disk.DiskOperation.Forced;
import dev.reeve.kernel.disk.DiskOperation.Linked;
import dev.reeve.kernel.disk.DiskOperation.Removed;
import dev.reeve.kernel.disk.DiskOperation.Renamed;
import dev.reeve.kernel.disk.DiskOperation.Resized;
import dev.reeve.kernel.disk.DiskOperation.Written;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a home is found as after power was lost, by what its disk had been asked for. A file's content is {@link FoundFile}'s. Of a folder's
 * names those changes are there that were made before the folder was forced last, and of the later ones the first few; moving a name from
 * one folder to another is a change of the one it comes to. A file or folder whose name is not there is not there.
 */
final class PowerLoss {

  private sealed interface Node permits File, Folder {}

  private static final class File implements Node {
    private final int mode;
    private final List<Integer> at = new ArrayList<>();
    private final List<DiskOperation> changes = new ArrayList<>();
    private int forced;

    File(int mode) {
      this.mode = mode;
    }
  }

  private static final class Folder implements Node {
    private final int mode;
    private final Map<String, Node> now = new HashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private int forced;
    private final Map<String, Node> found = new TreeMap<>();

    Folder(int mode) {
      this.mode = mode;
    }
  }

  /** Names that change in one step; no node: the name goes. */
  private record Change(int at, List<Name> names) {}

  private record Name(Folder folder, String name, @Nullable Node node) {}

  private final Folder root = new Folder(0700);
  private final List<Folder> folders = new ArrayList<>(List.of(root));
  private final Map<Long, File> inodes = new HashMap<>();
  private int at;

  private PowerLoss() {}

  /** The home as it is found when power is lost after the first {@code position} operations; it was empty before them. */
  static FoundHome after(List<DiskOperation> operations, int position, Chance chance) {
    PowerLoss loss = new PowerLoss();
    for (DiskOperation operation : operations.subList(0, position)) {
      boolean last = ++loss.at == position;
      loss.apply(last && operation instanceof Written written ? written.cut(chance.cut(written.length())) : operation);
    }
    return loss.found(chance);
  }

  private void apply(DiskOperation operation) {
    switch (operation) {
      case Created created -> {
        File file = new File(created.mode());
        inodes.put(created.inode(), file);
        name(created.path(), file);
      }
      case Written written -> change(written.inode(), written);
      case Resized resized -> change(resized.inode(), resized);
      case Forced forced -> {
        File file = file(forced.inode());
        while (file.forced < file.at.size() && file.at.get(file.forced) <= forced.start()) {
          file.forced++;
        }
      }
      case FolderForced forced -> {
        Folder folder = folder(forced.path());
        while (folder.forced < folder.changes.size() && folder.changes.get(folder.forced).at() <= forced.start()) {
          folder.forced++;
        }
      }
      case Renamed renamed -> rename(renamed);
      case Removed removed -> {
        if (node(removed.path()) != null) {
          name(removed.path(), null);
        }
      }
      case Linked linked -> name(linked.to(), known(linked.from()));
      case FolderMade made -> {
        if (!made.path().isEmpty()) {
          Folder folder = new Folder(made.mode());
          folders.add(folder);
          name(made.path(), folder);
        }
      }
    }
  }

  private void rename(Renamed renamed) {
    Node moved = known(renamed.from());
    Node replaced = renamed.exchange() ? known(renamed.to()) : null;
    Folder target = parent(renamed.to());
    change(target, List.of(new Name(parent(renamed.from()), last(renamed.from()), replaced), new Name(target, last(renamed.to()), moved)));
  }

  private void name(String path, @Nullable Node node) {
    Folder folder = parent(path);
    change(folder, List.of(new Name(folder, last(path), node)));
  }

  private void change(Folder folder, List<Name> names) {
    folder.changes.add(new Change(at, names));
    names.forEach(name -> put(name.folder().now, name));
  }

  private static void put(Map<String, Node> names, Name name) {
    if (name.node() == null) {
      names.remove(name.name());
    } else {
      names.put(name.name(), name.node());
    }
  }

  private void change(long inode, DiskOperation change) {
    File file = file(inode);
    file.at.add(at);
    file.changes.add(change);
  }

  private File file(long inode) {
    File file = inodes.get(inode);
    if (file == null) {
      throw new IllegalStateException("operation " + at + " is on a file that no operation made");
    }
    return file;
  }

  private Node known(String path) {
    Node node = node(path);
    if (node == null) {
      throw new IllegalStateException("operation " + at + " is on " + path + ", which no operation made");
    }
    return node;
  }

  private @Nullable Node node(String path) {
    return path.isEmpty() ? root : parent(path).now.get(last(path));
  }

  private Folder folder(String path) {
    if (known(path) instanceof Folder folder) {
      return folder;
    }
    throw new IllegalStateException("operation " + at + " takes " + path + " for a folder");
  }

  private Folder parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? root : folder(path.substring(0, slash));
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private FoundHome found(Chance chance) {
    List<Change> kept = new ArrayList<>();
    for (Folder folder : folders) {
      int later = chance.version(folder.changes.size() - folder.forced + 1);
      kept.addAll(folder.changes.subList(0, folder.forced + later));
    }
    kept.sort(Comparator.comparingInt(Change::at));
    for (Change change : kept) {
      change.names().forEach(name -> put(name.folder().found, name));
    }
    FoundHome home = new FoundHome(new TreeMap<>());
    gather(root, "", home, new IdentityHashMap<>(), chance);
    return home;
  }

  private static void gather(Folder folder, String path, FoundHome home, Map<File, byte[]> contents, Chance chance) {
    folder.found.forEach(
        (name, node) -> {
          String below = path.isEmpty() ? name : path + "/" + name;
          switch (node) {
            case Folder inner -> {
              home.entries().put(below, new FoundHome.Entry(inner.mode, null));
              gather(inner, below, home, contents, chance);
            }
            case File file -> {
              byte[] content = contents.computeIfAbsent(file, each -> FoundFile.of(each.changes, each.forced, chance));
              home.entries().put(below, new FoundHome.Entry(file.mode, content));
            }
          }
        });
  }
}
