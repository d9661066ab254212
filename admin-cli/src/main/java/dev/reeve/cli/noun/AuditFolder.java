package dev.reeve.cli.noun;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.TableView;
import dev.reeve.client.ErrorReport;
import dev.reeve.client.ReeveException;
import dev.reeve.evidence.AuditKeyFile;
import dev.reeve.evidence.ChainVerifier;
import dev.reeve.evidence.UnreadableChainException;
import dev.reeve.evidence.Verification;
import dev.reeve.v1.VerifyAuditResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Verifies a folder of audit segments without a kernel. */
final class AuditFolder {

  /** Exit code of a chain that was changed. */
  static final int BROKEN = 1;

  /** Exit code of a chain that cannot be read. */
  private static final int UNREADABLE = 2;

  static final TableView<VerifyAuditResponse> VERDICT =
      TableView.of((VerifyAuditResponse v) -> v.getIntact() ? "intact" : "broken")
          .with("CHAIN", v -> v.getIntact() ? "intact" : "broken")
          .with("RECORDS", v -> Long.toString(v.getRecords()))
          .with("HEAD", VerifyAuditResponse::getHead)
          .with("AFTER CHECKPOINT", v -> Long.toString(v.getAfterCheckpoint()))
          .with("PROBLEM", VerifyAuditResponse::getProblem);

  private final Invocation call;

  AuditFolder(Invocation call) {
    this.call = call;
  }

  /**
   * Prints the verdict on {@code folder}; 0 intact, 1 broken.
   *
   * @param key file with the only key checkpoints may be signed by; null: signatures are not checked
   * @throws ReeveException when the chain or key cannot be read
   */
  int verify(Path folder, @Nullable Path key) {
    try {
      Verification found = ChainVerifier.verify(folder, key == null ? null : publicKey(key));
      String problem = found.problem();
      VerifyAuditResponse verdict =
          VerifyAuditResponse.newBuilder()
              .setIntact(found.intact())
              .setRecords(found.records())
              .setHead(found.head())
              .setProblem(problem == null ? "" : problem)
              .setAfterCheckpoint(found.afterCheckpoint())
              .build();
      call.output().one(verdict, VERDICT);
      return found.intact() ? 0 : BROKEN;
    } catch (UnreadableChainException unreadable) {
      throw new ReeveException(report("the chain in " + folder + " cannot be read: " + unreadable.getMessage()), unreadable);
    }
  }

  private static PublicKey publicKey(Path file) {
    try {
      return AuditKeyFile.read(file);
    } catch (IOException unreadable) {
      throw new ReeveException(report("the key cannot be used: " + unreadable.getMessage()), unreadable);
    }
  }

  private static ErrorReport report(String message) {
    return new ErrorReport("UNREADABLE", message, "check the path and its permissions", UNREADABLE, List.of(), Map.of(), "");
  }
}
