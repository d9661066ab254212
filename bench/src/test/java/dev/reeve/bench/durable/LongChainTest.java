package dev.reeve.bench.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.evidence.Segments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongChainTest {

  @TempDir Path folder;

  @Test
  void theChainIsVerifiedAndAsLongAsItSays() throws Exception {
    LongChain chain = LongChain.write(folder, 2_100);
    assertThat(chain.verifiedPerSecond()).isPositive();
    assertThat(chain.hashedPerSecond()).isPositive();
    Path segment = folder.resolve(Segments.name(1));
    assertThat(Files.size(segment)).isEqualTo(chain.bytes());
    assertThat(Files.readAllLines(segment)).hasSize(2_100).filteredOn(line -> line.contains("\"kind\":\"checkpoint\"")).hasSize(2);
  }

  @Test
  void aDamagedChainIsNoFigure() throws Exception {
    LongChain chain = LongChain.write(folder, 100);
    Path segment = folder.resolve(Segments.name(1));
    Files.writeString(segment, Files.readString(segment).replace("bench-50\"", "bench-51\""));
    assertThatThrownBy(chain::verifiedPerSecond).isInstanceOf(IOException.class).hasMessageContaining("not intact");
  }
}
