package dev.reeve.kernel.capsule;

import dev.reeve.capsule.Capsule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.pf4j.DefaultPluginDescriptor;
import org.pf4j.DefaultPluginManager;
import org.pf4j.ExtensionFinder;
import org.pf4j.IndexedExtensionFinder;
import org.pf4j.Plugin;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginDescriptorFinder;
import org.pf4j.PluginFactory;
import org.pf4j.PluginLoader;
import org.pf4j.PluginRepository;
import org.pf4j.PluginRuntimeException;
import org.pf4j.PluginState;
import org.pf4j.PluginStatusProvider;

/**
 * PF4J over checked archives: it is given bytes by us and reads no folder, no descriptor and no class path of its own. Capsules are stopped
 * by id, one by one.
 */
final class CapsulePlugins {

  private record Loading(CapsuleManifest manifest, CapsuleArchive archive) {}

  private final Map<Path, Loading> archives = new ConcurrentHashMap<>();
  private final Framework manager = new Framework();

  /**
   * Loads a capsule and makes its one entry object.
   *
   * @param stored where the checked copy lies; names the capsule to PF4J, which does not open it
   * @throws PluginRuntimeException when the jar has not exactly one entry class or it cannot be made
   */
  synchronized Capsule load(Path stored, CapsuleManifest manifest, CapsuleArchive archive) {
    archives.put(stored, new Loading(manifest, archive));
    try {
      String id = manager.loadPlugin(stored);
      if (manager.startPlugin(id) != PluginState.STARTED) {
        throw new PluginRuntimeException("PF4J did not start it");
      }
      List<Capsule> found = manager.getExtensions(Capsule.class, id);
      if (found.size() != 1) {
        throw new PluginRuntimeException("it has " + found.size() + " classes marked @Extension that are a Capsule; it needs one");
      }
      return found.getFirst();
    } catch (RuntimeException | LinkageError e) {
      unload(manifest.name());
      throw e;
    } finally {
      archives.remove(stored);
    }
  }

  /** Forgets a capsule and its class loader. */
  synchronized void unload(String name) {
    if (manager.getPlugin(name) != null) {
      manager.unloadPlugin(name);
    }
  }

  private final class Framework extends DefaultPluginManager {

    Framework() {
      super(List.of());
    }

    @Override
    protected List<Path> createPluginsRoot() {
      return List.of();
    }

    @Override
    protected PluginRepository createPluginRepository() {
      return new PluginRepository() {
        @Override
        public List<Path> getPluginPaths() {
          return List.of();
        }

        @Override
        public boolean deletePluginPath(Path pluginPath) {
          return false;
        }
      };
    }

    @Override
    protected PluginStatusProvider createPluginStatusProvider() {
      return new PluginStatusProvider() {
        @Override
        public boolean isPluginDisabled(String pluginId) {
          return false;
        }

        @Override
        public void disablePlugin(String pluginId) {
          throw new PluginRuntimeException("capsules are not disabled through PF4J");
        }

        @Override
        public void enablePlugin(String pluginId) {
          throw new PluginRuntimeException("capsules are not enabled through PF4J");
        }
      };
    }

    @Override
    protected PluginDescriptorFinder createPluginDescriptorFinder() {
      return new PluginDescriptorFinder() {
        @Override
        public boolean isApplicable(Path pluginPath) {
          return archives.containsKey(pluginPath);
        }

        @Override
        public PluginDescriptor find(Path pluginPath) {
          CapsuleManifest manifest = loading(pluginPath).manifest();
          return new DefaultPluginDescriptor(
              manifest.name(), manifest.description(), Plugin.class.getName(), manifest.version(), "", "", "");
        }
      };
    }

    @Override
    protected PluginLoader createPluginLoader() {
      return new PluginLoader() {
        @Override
        public boolean isApplicable(Path pluginPath) {
          return archives.containsKey(pluginPath);
        }

        @Override
        public ClassLoader loadPlugin(Path pluginPath, PluginDescriptor descriptor) {
          return new CapsuleClassLoader(descriptor.getPluginId(), loading(pluginPath).archive());
        }
      };
    }

    @Override
    protected PluginFactory createPluginFactory() {
      return wrapper -> new Plugin() {};
    }

    @Override
    protected ExtensionFinder createExtensionFinder() {
      IndexedExtensionFinder finder = new IndexedExtensionFinder(this);
      addPluginStateListener(finder);
      return finder;
    }

    private Loading loading(Path path) {
      Loading loading = archives.get(path);
      if (loading == null) {
        throw new PluginRuntimeException("no capsule is being loaded from there");
      }
      return loading;
    }
  }
}
