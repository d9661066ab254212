package dev.reeve.bench.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.bench.author.Author;
import dev.reeve.bench.author.SignedCapsule;
import dev.reeve.kernel.linkcheck.LinkCheck;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassSourceTest {

  @TempDir Path folder;

  @Test
  void aResourceLiesInItsFolderOrInItsJar() throws IOException, URISyntaxException {
    assertThat(ClassSource.place(URI.create("file:/a/hello/target/classes/capsule.toml").toURL())).isEqualTo(Path.of("/a/hello/target/classes"));
    assertThat(ClassSource.place(URI.create("jar:file:/a/hello.jar!/capsule.toml").toURL())).isEqualTo(Path.of("/a/hello.jar"));
  }

  @Test
  void aBulkCapsuleIsAMebibyteOfClassesThatPass() throws IOException {
    SignedCapsule bulk = new BulkCapsules(new Author("acme"), folder).make("bulk");
    assertThat(bulk.jar().length).isBetween(BulkCapsules.BYTES - 1024, BulkCapsules.BYTES);
    ClassSource source = ClassSource.of(bulk);
    assertThat(source.classes()).hasSizeBetween(150, 160);
    assertThat(LinkCheck.check(source.classes(), permission -> false)).isEmpty();
  }

  @Test
  void theFirstPartyCapsulesAndALargeLibraryAreWalked() throws IOException {
    assertThat(ClassSource.all(new BulkCapsules(new Author("acme"), folder).make("bulk")))
        .hasSizeGreaterThanOrEqualTo(7)
        .allSatisfy(source -> assertThat(source.classes()).isNotEmpty())
        .anySatisfy(source -> assertThat(source.classes()).hasSizeGreaterThan(500));
  }
}
