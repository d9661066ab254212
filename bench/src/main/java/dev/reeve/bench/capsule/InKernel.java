package dev.reeve.bench.capsule;

import dev.reeve.bench.author.Author;
import dev.reeve.bench.author.SignedCapsule;
import dev.reeve.capsules.small.SmallTool;
import dev.reeve.capsules.small.SmallToolCapsule;
import dev.reeve.kernel.approval.Clearance;
import dev.reeve.kernel.approval.Gate;
import dev.reeve.kernel.approval.Wish;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.capsule.CapsuleOperations;
import dev.reeve.kernel.capsule.InstallRequest;
import dev.reeve.kernel.capsule.ToolOperations;
import dev.reeve.kernel.host.Host;
import dev.reeve.kernel.host.KeyValueStore;
import dev.reeve.kernel.quota.QuotaOperations;
import dev.reeve.kernel.quota.StorageStore;
import dev.reeve.kernel.sandbox.Sandbox;
import dev.reeve.kernel.sandbox.SandboxOptions;
import dev.reeve.kernel.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The kernel's capsules in this process, with one small capsule that is installed as any other. */
final class InKernel implements AutoCloseable {

  static final String TOOL = "small/answer";
  static final String SCHEMA =
      """
      {"type": "object", "additionalProperties": false, "required": ["text"],
       "properties": {"text": {"type": "string", "maxLength": 64}, "count": {"type": "integer", "minimum": 0}}}
      """;
  private static final String MANIFEST =
      """
      schema = 1

      [capsule]
      name = "small"
      version = "1.0.0"
      api = "^1"

      [[provides.tool]]
      name = "small/answer"
      mutates = false
      input_schema = "schemas/answer.json"
      """;

  private final Store store;
  private final Sandbox sandbox;
  private final CapsuleOperations capsules;

  InKernel(Path folder, Author author) throws IOException {
    Policy policy = Policy.of(1, List.of(), List.of(), Map.of());
    Path publishers = folder.resolve("publishers.toml");
    author.trustedIn(publishers);
    try {
      store = Store.open(folder.resolve("reeve.db"));
    } catch (SQLException e) {
      throw new IOException("no database could be made", e);
    }
    Path work = folder.resolve("work");
    sandbox = Sandbox.probe(work, List.of(), SandboxOptions.defaults().withTiers(Set.of()));
    QuotaOperations quotas =
        new QuotaOperations(() -> policy, Quotas.DEFAULTS, Map::of, new StorageStore(store, folder.resolve("homes"), work), System::nanoTime);
    Host host = new Host(() -> policy, sandbox, List.of(folder), new KeyValueStore(store, () -> policy, quotas), Clock.systemUTC());
    CapsuleOperations.Files files =
        new CapsuleOperations.Files(
            folder.resolve("capsules.lock"), publishers, folder.resolve("revocations"), Files.createDirectory(folder.resolve("blobs")), planned -> {});
    capsules = new CapsuleOperations(files, true, host);
    capsules.load();
    SignedCapsule small = small(author);
    var unused = capsules.install(new InstallRequest(small.fileName(), small.jar(), small.signature(), false, "", false, false, false), step -> {});
  }

  /** Nothing that is measured here is asked about. */
  private static final Gate UNASKED =
      new Gate() {
        @Override
        public Clearance require(Supplier<Wish> wish) {
          return Clearance.UNASKED;
        }

        @Override
        public boolean asks(Wish wish) {
          return false;
        }
      };

  private static SignedCapsule small(Author author) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("capsule.toml", MANIFEST.getBytes(StandardCharsets.UTF_8));
    entries.put("schemas/answer.json", SCHEMA.getBytes(StandardCharsets.UTF_8));
    entries.put("META-INF/extensions.idx", (SmallToolCapsule.class.getName() + "\n").getBytes(StandardCharsets.UTF_8));
    Author.put(entries, SmallToolCapsule.class);
    Author.put(entries, SmallTool.class);
    return author.signed("small", "1.0.0", entries);
  }

  /** Calls as the kernel makes them; nothing intercepts. */
  ToolOperations tools() {
    return new ToolOperations(capsules, (caller, event, capsule, digest) -> {}, UNASKED);
  }

  @Override
  public void close() {
    capsules.close();
    sandbox.close();
    store.close();
  }
}
