package dev.reeve.cli.backup;

import dev.reeve.cli.call.Confirmation;
import dev.reeve.cli.call.DryRunOption;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Rehearsal;
import dev.reeve.cli.file.PartialFile;
import dev.reeve.cli.progress.Amounts;
import dev.reeve.cli.progress.Progress;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.BackupRequest;
import dev.reeve.v1.StoreServiceGrpc;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve backup}: everything the kernel keeps, in one file. */
@Command(name = "backup", addMethodSubcommands = false, description = "Everything the kernel keeps, in one file, and back.")
public final class BackupNoun {

  private static final int BROKEN = 1;

  private final Invocation call;

  public BackupNoun(Invocation call) {
    this.call = call;
  }

  @Command(
      name = "create",
      description = {
        "Write what the kernel keeps as of now: policy, database, capsules, audit chain, and its keys. The kernel goes on serving.",
        "FILE, a zip archive with a signed manifest, comes to be as a whole, for its owner alone: it holds the private audit key.",
        "Files that agents keep, and live work, are not in it."
      })
  int create(
      @Parameters(paramLabel = "FILE", description = "File to write, better on another disk.") Path file,
      @Option(names = "--force", description = "Replace FILE where it is there already.") boolean force,
      @Mixin DryRunOption dry)
      throws IOException {
    KernelClient client = call.connect(call.globals().deadline());
    if (dry.dryRun) {
      PartialFile.begin(file, force).close();
      return new Rehearsal(call, client).of(StoreServiceGrpc.getBackupMethod(), "", "write a backup to " + file).tell();
    }
    BackupRequest request = BackupRequest.getDefaultInstance();
    new BackupDownload(call).to(file, force, () -> (call.globals().timeout() == null ? client.storeStreams() : client.store()).backup(request));
    return 0;
  }

  @Command(
      name = "verify",
      description = {
        "Check a backup without a kernel: its manifest's signature, every file in it, and the audit chain inside.",
        "Exit code 0 intact, 1 broken, 2 unreadable."
      })
  int verify(
      @Parameters(paramLabel = "FILE") Path file,
      @Option(
              names = "--key",
              paramLabel = "PUB",
              description = "A copy of the kernel's etc/trust/audit.pub, kept elsewhere: without it a backup made up as a whole passes.")
          @Nullable Path key)
      throws IOException {
    try (Archive archive = Archive.open(file)) {
      BackupVerdict verdict;
      try (Progress progress = call.progress("checking the backup", Amounts.BYTES)) {
        verdict = BackupCheck.all(archive, key, progress);
      }
      call.output().one(verdict, BackupVerdict.VIEW);
      if (verdict.intact() && key == null) {
        call.tell("checked by the keys inside it alone: give --key with a copy that you keep elsewhere to know whose backup it is");
      }
      return verdict.intact() ? 0 : BROKEN;
    } catch (UnreadableBackupException unreadable) {
      throw unreadable.told();
    }
  }

  @Command(
      name = "restore",
      description = {
        "Bring --home, else REEVE_HOME, else ~/.reeve, to what a backup holds; no kernel may run on it. Everything is checked first, as",
        "'backup verify' does. Former folders are kept as var/etc.before-restore-TIME and var/var.before-restore-TIME.",
        "A restore that was cut short while it took its place goes on when this is typed again, without FILE."
      })
  int restore(
      @Parameters(paramLabel = "FILE", arity = "0..1", description = "The backup; not needed to go on with a restore.") @Nullable Path file,
      @Option(names = "--key", paramLabel = "PUB", description = "As for 'backup verify'.") @Nullable Path key,
      @Option(names = "--force", description = "Also where --home is a kernel's home already, after asking.") boolean force,
      @Option(names = "--dry-run", description = "Check the backup and the home; restore nothing.") boolean dryRun)
      throws IOException {
    Path home = call.homeToStart();
    Restore restore = new Restore(call, step -> {});
    if (InterruptedRestore.of(home)) {
      if (dryRun) {
        call.tell("would finish the restore of " + home + " that was cut short");
        return 0;
      }
      String signature = restore.goOn(home);
      call.tell("the restore of " + home + " that was cut short is finished");
      return file == null || same(file, signature) ? 0 : otherBackup(file);
    }
    if (file == null) {
      throw ReeveException.usage("the backup is missing: no restore of " + home + " was cut short", "name its file");
    }
    if (dryRun) {
      restore.check(file, key, home, force);
      call.tell("would restore " + file + " to " + home);
      return 0;
    }
    if (force && Restore.hasKernel(home)) {
      Confirmation.require("Put what is in " + home + " aside and restore the backup there?", "nothing is restored", call);
    }
    restore.from(file, key, home, force).tell(call);
    return 0;
  }

  private static boolean same(Path file, String signature) throws IOException {
    try (Archive archive = Archive.open(file)) {
      return archive.manifest().signature().equals(signature);
    } catch (UnreadableBackupException unreadable) {
      throw unreadable.told();
    }
  }

  private int otherBackup(Path file) {
    call.tell("it was of another backup than " + file + ", which is not restored: type the same again with --force for that");
    return BROKEN;
  }
}
