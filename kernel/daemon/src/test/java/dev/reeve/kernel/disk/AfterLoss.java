package dev.reeve.kernel.disk;

import dev.reeve.evidence.AuditOutcome;
import dev.reeve.evidence.AuditRecord;
import dev.reeve.evidence.BrokenChainException;
import dev.reeve.evidence.ChainRestore;
import dev.reeve.evidence.ChainVerifier;
import dev.reeve.evidence.PinnedKeys;
import dev.reeve.evidence.UnreadableChainException;
import dev.reeve.evidence.Verification;
import dev.reeve.kernel.boot.KernelHome;
import dev.reeve.kernel.edge.Client;
import dev.reeve.kernel.edge.LiveKernel;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.GetStatusResponse;
import dev.reeve.v1.KernelServiceGrpc;
import io.grpc.Channel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a kernel makes of a home as it was found.
 *
 * @param facts what it says; empty where it did not start
 * @param asked requests of which its chain knows
 * @param succeeded requests of whose success its chain has the outcome
 * @param open requests whose intent its chain has, and not the outcome
 * @param wrong what no kernel may show after a loss of power, whatever had been asked of it: that it does not start, takes no change, keeps
 *     what is left of a backup, or has a broken chain or database
 */
record AfterLoss(SortedMap<String, String> facts, Set<String> asked, Set<String> succeeded, Set<String> open, List<String> wrong) {

  /** Starts a kernel on the home, asks it as an operator, ends it and reads what it leaves. */
  static AfterLoss of(Path folder, String operator) {
    AfterLoss after = new AfterLoss(new TreeMap<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new ArrayList<>());
    KernelHome home = KernelHome.inTree(folder);
    try (LiveKernel live = LiveKernel.startAsIs(folder); Client client = new Client(live.socket())) {
      Channel channel = client.as(operator);
      after.facts.putAll(Facts.of(channel));
      GetStatusResponse status = KernelServiceGrpc.newBlockingStub(channel).getStatus(GetStatusRequest.getDefaultInstance());
      status.getComponentsList().stream().filter(part -> !part.getHealthy()).forEach(part -> after.wrong.add(part.getName() + ": " + part.getDetail()));
      AgentCreateRequest further = AgentCreateRequest.newBuilder().setName("further").build();
      if (!AdminServiceGrpc.newBlockingStub(channel).agentCreate(further).getChanged()) {
        after.wrong.add("a further change changed nothing");
      }
      if (Files.exists(home.staging())) {
        after.wrong.add("what is left of a backup stays in " + home.staging());
      }
    } catch (Exception e) {
      after.wrong.add("the kernel does not start and serve: " + e);
    }
    after.readChain(home);
    after.readDatabase(home);
    return after;
  }

  private void readChain(KernelHome home) {
    try {
      PinnedKeys pinned = PinnedKeys.read(home.auditPublicKey());
      Verification verified = ChainVerifier.verify(home.audit(), pinned, null);
      if (!verified.intact()) {
        wrong.add("the chain is broken: " + verified.problem());
      }
      ChainRestore.of(home.audit(), pinned, null, entry -> read(entry.record()));
    } catch (BrokenChainException | UnreadableChainException | IOException e) {
      wrong.add("the chain cannot be read: " + e.getMessage());
    }
  }

  private void read(AuditRecord record) {
    AuditOutcome outcome = record.outcome();
    asked.add(record.requestId());
    if (record.kind() == AuditRecord.Kind.INTENT) {
      open.add(record.requestId());
    } else if (record.kind() == AuditRecord.Kind.OUTCOME) {
      open.remove(record.requestId());
    }
    if (record.kind() == AuditRecord.Kind.OUTCOME && outcome != null && outcome.code().equals("OK")) {
      succeeded.add(record.requestId());
    }
  }

  private void readDatabase(KernelHome home) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + home.database());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA integrity_check")) {
      String said = rows.next() ? rows.getString(1) : "nothing";
      if (!said.equals("ok")) {
        wrong.add("the database: " + said);
      }
    } catch (SQLException e) {
      wrong.add("the database cannot be read: " + e.getMessage());
    }
  }
}
