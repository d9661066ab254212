package dev.reeve.kernel.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.boot.KernelHome;
import dev.reeve.kernel.edge.LiveKernel;
import dev.reeve.v1.CheckStoreRequest;
import dev.reeve.v1.ListRunsRequest;
import dev.reeve.v1.RotateAuditKeyRequest;
import dev.reeve.v1.Run;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Homes that an earlier kernel left, opened by this one. */
@Timeout(120)
class UpgradeTest {

  @TempDir Path folder;

  private void unpack(String resource) throws Exception {
    try (InputStream in = Objects.requireNonNull(KernelHome.class.getResourceAsStream(resource)); ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = folder.resolve(entry.getName()).normalize();
        assertThat(file).startsWithRaw(folder);
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(Objects.requireNonNull(file.getParent()));
          Files.write(file, zip.readAllBytes());
        }
      }
    }
  }

  /** What a term or a retention would take away meanwhile is as if it were of today. */
  private void renew() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("var/reeve.db"));
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate("UPDATE tickets SET expires_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+1 day')")).isEqualTo(1);
      assertThat(statement.executeUpdate("UPDATE runs SET ended_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')")).isEqualTo(1);
    }
  }

  /** Made by the kernel before this one: principals, a group, an invite, capsules, a run, 25 records with one checkpoint. */
  @Test
  void aHomeOfSchemaFourIsOpenedWithEverythingInIt() throws Exception {
    unpack("home-schema-4.zip");
    renew();
    for (int start = 1; start <= 2; start++) {
      try (LiveKernel live = LiveKernel.startAsIs(folder); Operator operator = new Operator(live.socket())) {
        assertThat(operator.principal("ada").getGroupsList()).containsExactly("agent", "night");
        assertThat(operator.invites()).hasSize(1);
        assertThat(operator.runs().list(ListRunsRequest.getDefaultInstance()).getRunsList()).extracting(Run::getAgent).containsExactly("ada");
        assertThat(operator.store().check(CheckStoreRequest.getDefaultInstance())).satisfies(check -> {
          assertThat(check.getSound()).isTrue();
          assertThat(check.getSchema()).isEqualTo(10);
        });
        assertThat(operator.create("new" + start)).isTrue();
        assertThat(operator.intact()).isTrue();
        assertThat(operator.audit().rotateKey(RotateAuditKeyRequest.getDefaultInstance()).getEpoch()).isEqualTo(1 + start);
        assertThat(operator.intact()).isTrue();
      }
    }
  }
}
