package dev.reeve.kernel.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The compiled {@code disk_shim.c}: processes that are started with it have their files below one folder watched. */
public final class Shim {

  private static final Path SOURCE = Path.of("src/test/c/disk_shim.c");

  private final Path library;

  private Shim(Path library) {
    this.library = library;
  }

  /** Whether this host has a C compiler that makes libraries. */
  public static boolean compilerWorks(Path folder) throws IOException, InterruptedException {
    Path source = Files.writeString(folder.resolve("probe.c"), "#include <dlfcn.h>\nint probe(void) { return dlsym(RTLD_DEFAULT, \"open\") != 0; }\n");
    try {
      return cc("-shared", "-fPIC", "-o", folder.resolve("probe.so").toString(), source.toString(), "-ldl", "-lpthread").isEmpty();
    } catch (IOException absent) {
      return false;
    }
  }

  /** Compiles the shim into a folder; warnings are errors. */
  public static Shim compile(Path folder) throws IOException, InterruptedException {
    Path library = folder.resolve("disk_shim.so");
    String said = cc("-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o", library.toString(), SOURCE.toString(), "-ldl", "-lpthread");
    if (!said.isEmpty()) {
      throw new IOException("the shim cannot be compiled:\n" + said);
    }
    return new Shim(library);
  }

  /** What the compiler said; empty when it made what it was asked for. */
  private static String cc(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("cc"));
    command.addAll(List.of(arguments));
    Process compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!compiler.waitFor(60, TimeUnit.SECONDS)) {
      compiler.destroyForcibly();
      return "the compiler did not end";
    }
    return compiler.exitValue() == 0 ? "" : said.isEmpty() ? "it ended with " + compiler.exitValue() : said;
  }

  /** Has a process that is about to be started watched below a folder: its calls go to the log and obey the control page. */
  public ProcessBuilder log(ProcessBuilder process, Path home, Path log, DiskControl control) throws IOException {
    watch(process, home, control).put("REEVE_DISK_LOG", log.toString());
    return process;
  }

  /** Has it watched to make its calls fail, without a log; what it forces is not, for nobody takes its power away. */
  public ProcessBuilder fail(ProcessBuilder process, Path home, DiskControl control) throws IOException {
    watch(process, home, control).put("REEVE_DISK_UNFORCED", "yes");
    return process;
  }

  private Map<String, String> watch(ProcessBuilder process, Path home, DiskControl control) throws IOException {
    Map<String, String> environment = process.environment();
    environment.put("LD_PRELOAD", library.toString());
    environment.put("REEVE_DISK_HOME", real(home).toString());
    environment.put("REEVE_DISK_CONTROL", control.file().toString());
    return environment;
  }

  /** The real path of a folder that need not be there yet. */
  private static Path real(Path home) throws IOException {
    Path parent = home.toAbsolutePath().getParent();
    return parent == null ? home : parent.toRealPath().resolve(String.valueOf(home.getFileName()));
  }
}
