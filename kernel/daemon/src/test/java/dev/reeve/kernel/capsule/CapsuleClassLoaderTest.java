package dev.reeve.kernel.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.capsule.Capsule;
import dev.reeve.capsule.CapsuleException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pf4j.Extension;
import org.pf4j.ExtensionPoint;

class CapsuleClassLoaderTest {

  private static final String SCHEMA = "schemas/echo.json";
  private final CapsuleClassLoader loader = new CapsuleClassLoader("guest", CapsuleArchive.read(GuestJar.sound().bytes()));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev.reeve.kernel.boot.Kernel",
        "dev.reeve.kernel.capsule.CapsuleOperations",
        "dev.reeve.v1.ErrorCode",
        "dev.reeve.seal.SigningKey",
        "dev.reeve.evidence.Json",
        "io.grpc.Server",
        "io.netty.channel.Channel",
        "com.google.protobuf.Message",
        "org.pf4j.PluginManager",
        "org.pf4j.DefaultPluginManager",
        "org.sqlite.JDBC",
        "org.tomlj.Toml",
        "tools.jackson.databind.JsonNode",
        "org.junit.jupiter.api.Test"
      })
  void aClassOfTheKernelIsNotThere(String name) throws Exception {
    assertThat(Class.forName(name, false, getClass().getClassLoader())).as("it is on the kernel's class path").isNotNull();
    assertThatThrownBy(() -> loader.loadClass(name)).isExactlyInstanceOf(ClassNotFoundException.class).hasMessage(name);
    assertThatThrownBy(() -> Class.forName(name, false, loader)).isExactlyInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void theApiAndTheExtensionTypesAreTheKernels() throws Exception {
    for (Class<?> shared : new Class<?>[] {Capsule.class, CapsuleException.class, Extension.class, ExtensionPoint.class}) {
      assertThat(loader.loadClass(shared.getName())).isSameAs(shared);
    }
  }

  @Test
  void aClassOfTheCapsuleIsDefinedByItsLoader() throws Exception {
    System.clearProperty(GuestJar.DEFINED);
    Class<?> guest = loader.loadClass("guest.Guest");
    assertThat(guest.getClassLoader()).isSameAs(loader);
    assertThat(guest.getInterfaces()).containsExactly(Capsule.class);
    assertThat(System.getProperty(GuestJar.DEFINED)).as("loading runs nothing").isNull();
    assertThat(new CapsuleClassLoader("guest", CapsuleArchive.read(GuestJar.sound().bytes())).loadClass("guest.Guest")).isNotSameAs(guest);
  }

  @Test
  void classesOfThePlatformAreThere() throws Exception {
    assertThat(loader.loadClass("java.util.List")).isSameAs(List.class);
    assertThat(loader.getParent()).isSameAs(ClassLoader.getPlatformClassLoader());
  }

  @Test
  void resourcesHaveContentAndNoAddress() throws Exception {
    assertThat(loader.getResource(SCHEMA)).isNull();
    assertThat(Collections.list(loader.getResources(SCHEMA))).isEmpty();
    assertThat(loader.resources(SCHEMA)).isEmpty();
    assertThat(loader.loadClass("guest.Guest").getResource("/" + SCHEMA)).isNull();
    assertThat(loader.loadClass("guest.Guest").getProtectionDomain().getCodeSource().getLocation()).isNull();
    try (InputStream in = loader.getResourceAsStream(SCHEMA)) {
      assertThat(in).hasContent(GuestJar.ECHO_SCHEMA.strip());
    }
  }

  @Test
  void resourcesOfTheKernelAreNotThere() throws Exception {
    String migration = "dev/reeve/kernel/store/migrations/0001-spine.sql";
    assertThat(getClass().getClassLoader().getResource(migration)).as("it is on the kernel's class path").isNotNull();
    try (InputStream in = loader.getResourceAsStream(migration)) {
      assertThat(in).isNull();
    }
    try (InputStream in = loader.getResourceAsStream("dev/reeve/kernel/boot/Kernel.class")) {
      assertThat(in).isNull();
    }
  }

  @Test
  void aRunningCapsuleFindsNoClassOfTheKernelByName(@TempDir Path folder) throws Exception {
    String probe =
        """
        context.tool("guest/echo", input -> Map.of());
        context.command("guest-say", args -> {
          List<String> found = new ArrayList<>();
          for (String name : args) {
            for (ClassLoader from : Arrays.asList(Guest.class.getClassLoader(), Thread.currentThread().getContextClassLoader())) {
              try { Class.forName(name, false, from); found.add(name + " by " + from); } catch (ClassNotFoundException e) { }
            }
          }
          return found;
        });
        """;
    try (CapsuleBench bench = new CapsuleBench(folder)) {
      bench.trust("allowed_permissions = [\"jdk:classloading\", \"jdk:reflection\"]\n");
      bench.install(GuestJar.sound().starting(probe));
      List<String> asked = List.of("dev.reeve.kernel.boot.Kernel", "io.grpc.Server");
      assertThat(bench.tools().run("guest-say", asked)).isEmpty();
    }
  }
}
