package dev.reeve.cli.noun;

import dev.reeve.cli.call.Filters;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Pages;
import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.TableView;
import dev.reeve.client.LoginKey;
import dev.reeve.client.PublicKeyWord;
import dev.reeve.v1.AdminRequest;
import dev.reeve.v1.KeyAddRequest;
import dev.reeve.v1.KeyListRequest;
import dev.reeve.v1.KeyRemoveRequest;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve key}: keys that prove who calls. */
@Command(name = "key", addMethodSubcommands = false, description = "Keys that prove who calls; see --with-key.")
public final class KeyNoun {

  /** A key that was made. */
  private record Made(LoginKey key, Path file) {

    String json(Json style) {
      Map<String, String> members = new LinkedHashMap<>();
      members.put("keyId", Json.text(key.id()));
      members.put("publicKey", Json.text(key.publicKey()));
      members.put("file", Json.text(file.toString()));
      return style.object(members);
    }
  }

  private static final TableView<Made> MADE =
      new TableView<Made>(made -> made.key().id(), (style, made) -> made.json(style), List.of())
          .with("KEY", made -> made.key().id())
          .with("PUBLIC KEY", made -> made.key().publicKey())
          .with("FILE", made -> made.file().toString())
          .with("PUBLIC FILE", made -> LoginKey.publicFile(made.file()).toString());

  private final Invocation call;

  public KeyNoun(Invocation call) {
    this.call = call;
  }

  @Command(
      name = "generate",
      description = "Make an Ed25519 key in FILE, for its owner only, and its public half in FILE.pub. Needs no kernel.")
  int generate(
      @Parameters(paramLabel = "FILE") Path file,
      @Option(names = "--passphrase", description = "Encrypt it with a passphrase, which is asked for unless --passphrase-file names its file.")
          boolean passphrase,
      @Option(names = "--dry-run", description = "Only say which files would be written.") boolean dryRun) {
    if (dryRun) {
      LoginKey.requireFree(file);
      call.tell("would write " + file + " and " + LoginKey.publicFile(file));
      return 0;
    }
    boolean encrypt = passphrase || call.globals().passphraseFile() != null;
    call.output().one(new Made(encrypt ? encrypted(file) : LoginKey.generate(file), file), MADE);
    return 0;
  }

  private LoginKey encrypted(Path file) {
    char[] chosen = call.newPassphrase(file);
    try {
      return LoginKey.generate(file, chosen);
    } finally {
      Arrays.fill(chosen, '\0');
    }
  }

  @Command(name = "agent", description = "Ed25519 keys that ssh-agent holds, for --with-key agent:ID. Needs no kernel.")
  int agent() {
    call.output().list(call.surroundings().keys().agentKeys(), KeyViews.AGENT);
    return 0;
  }

  @Command(name = "add", description = "Let a key prove a principal.")
  int add(
      @Parameters(paramLabel = "PRINCIPAL") String principal,
      @Option(names = "--key", required = true, paramLabel = "FILE.pub|HEX",
          description = "Public key: its file, also one of OpenSSH, or 64 hexadecimal digits.")
          String key,
      @Option(names = "--label", paramLabel = "T", defaultValue = "", description = "What it is; at most 64 characters.") String label,
      @Mixin ScopeOptions scope,
      @Option(names = "--unsafe-admin", description = "Needed where its principal's rights cover everything.") boolean unsafeAdmin,
      @Mixin ChangeOptions change) {
    KeyAddRequest request =
        KeyAddRequest.newBuilder()
            .setPrincipal(principal)
            .setPublicKey(PublicKeyWord.read(key))
            .setScope(scope.scope())
            .setLabel(label)
            .setUnsafeAdmin(unsafeAdmin)
            .setExpectedGeneration(change.expectedGeneration)
            .setDryRun(change.dryRun)
            .build();
    return new Change(call, change, "add a key to", "added a key to", "principal " + principal)
        .make(
            AdminRequest.newBuilder().setKeyAdd(request),
            admin -> admin.keyAdd(request),
            answer -> call.output().one(answer.getKey(), KeyViews.KEY));
  }

  @Command(name = "list", aliases = "ls", description = "Keys of a principal.")
  int list(
      @Parameters(paramLabel = "PRINCIPAL") String principal,
      @Option(names = "--filter", paramLabel = "KEY=VALUE", description = "Only with: label=PART.") @Nullable List<String> filter,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "At most so many; default 1000.") int limit) {
    Filters filters = Filters.of(filter, "label");
    Pages.requireLimit(limit);
    KeyListRequest request = KeyListRequest.newBuilder().setPrincipal(principal).build();
    call.output()
        .list(
            call.connect().admin().keyList(request).getKeysList().stream()
                .filter(key -> filters.fits("label", key.getLabel()))
                .limit(limit)
                .toList(),
            KeyViews.KEY);
    return 0;
  }

  @Command(name = "remove", aliases = "rm", description = "Take a key away, after asking, and end the sessions it proved.")
  int remove(
      @Parameters(paramLabel = "PRINCIPAL") String principal,
      @Parameters(paramLabel = "KEY", description = "Its id, 16 hexadecimal digits.") String key,
      @Mixin ChangeOptions change) {
    change.confirm("Take key " + key + " from " + principal + " and end its sessions?", call);
    KeyRemoveRequest request =
        KeyRemoveRequest.newBuilder()
            .setPrincipal(principal)
            .setKeyId(key)
            .setExpectedGeneration(change.expectedGeneration)
            .setDryRun(change.dryRun)
            .build();
    return new Change(call, change, "remove a key of", "removed a key of", "principal " + principal)
        .make(AdminRequest.newBuilder().setKeyRemove(request), admin -> admin.keyRemove(request));
  }
}
