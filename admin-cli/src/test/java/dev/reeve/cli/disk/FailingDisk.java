package dev.reeve.cli.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The disk below one folder of a watched process, by the kernel's {@code disk_shim.c}: it counts the calls, and lets one fail. */
final class FailingDisk {

  /** How a call fails; the numbers are the shim's. */
  enum Fault {
    ENOSPC(1, false, 0),
    EIO(2, false, 1),
    SHORT(3, false, 2),
    /** The disk is full from that call on. */
    ENOSPC_FROM(1, true, 0);

    private final int kind;
    private final boolean lasting;
    private final int turn;

    Fault(int kind, boolean lasting, int turn) {
      this.kind = kind;
      this.lasting = lasting;
      this.turn = turn;
    }

    /** Whether a call is one of those that fail so when only each {@code every}-th is tried; ENOSPC is tried at all. */
    boolean takes(int call, int every) {
      return this == ENOSPC || call % every == turn % every;
    }

    boolean lasting() {
      return lasting;
    }
  }

  private static final int PAGE = 4096;
  private static final int COUNT = 0;
  private static final int FAIL_AT = 8;
  private static final int KIND = 16;
  private static final int STICKY = 20;
  private static final int HIT = 28;
  private static final int TEXT = 36;
  private static final int TEXT_LENGTH = 512;

  private final MappedByteBuffer page;

  private FailingDisk(MappedByteBuffer page) {
    this.page = page;
  }

  /** Maps the shim's page, {@code struct control}. */
  static FailingDisk control(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer page = channel.map(FileChannel.MapMode.READ_WRITE, 0, PAGE);
      page.order(ByteOrder.nativeOrder());
      return new FailingDisk(page);
    }
  }

  long count() {
    return page.getLong(COUNT);
  }

  /** Lets the n-th call from here on fail; only this thread makes any. */
  void fail(int call, Fault fault) {
    heal();
    page.putInt(KIND, fault.kind);
    page.putInt(STICKY, fault.lasting ? 1 : 0);
    page.putLong(FAIL_AT, count() + call);
  }

  void heal() {
    page.putLong(FAIL_AT, 0);
    page.putInt(HIT, 0);
  }

  /** Which call failed first on which file; empty when none did. */
  String failed() {
    if (page.getInt(HIT) == 0) {
      return "";
    }
    byte[] text = new byte[TEXT_LENGTH];
    ByteBuffer from = page.duplicate().position(TEXT);
    from.get(text);
    String words = new String(text, StandardCharsets.UTF_8);
    return words.substring(0, words.indexOf(0));
  }

  /** Whether this host has a C compiler that makes libraries. */
  static boolean compilerWorks(Path folder) throws InterruptedException {
    try {
      compile(Files.writeString(folder.resolve("probe.c"), "#include <dlfcn.h>\nint probe(void) { return dlsym(RTLD_DEFAULT, \"open\") != 0; }\n"), folder);
      return true;
    } catch (IOException absent) {
      return false;
    }
  }

  private static Path compile(Path source, Path folder) throws IOException, InterruptedException {
    Path library = folder.resolve(source.getFileName() + ".so");
    Process compiler = new ProcessBuilder("cc", "-shared", "-fPIC", "-O2", "-o", library.toString(), source.toString(), "-ldl", "-lpthread").inheritIO().start();
    if (!compiler.waitFor(60, TimeUnit.SECONDS) || compiler.exitValue() != 0) {
      throw new IOException(source + " cannot be compiled");
    }
    return library;
  }

  /** A Java program of this class path whose calls below {@code watched}, a folder in {@code folder}, obey the page {@code control} there. */
  static ProcessBuilder watched(Path folder, Class<?> program, String argument) throws IOException, InterruptedException {
    Path shim = compile(Path.of(System.getProperty("reeve.root")).resolve("kernel/daemon/src/test/c/disk_shim.c"), folder);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(), "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-Dio.netty.jfr.enabled=false", "-cp", System.getProperty("java.class.path"),
                program.getName(), folder.toString(), argument));
    control(folder.resolve("control"));
    ProcessBuilder process = new ProcessBuilder(command);
    process.environment().put("LD_PRELOAD", shim.toString());
    process.environment().put("REEVE_DISK_HOME", folder.toRealPath().resolve("watched").toString());
    process.environment().put("REEVE_DISK_CONTROL", folder.resolve("control").toString());
    process.environment().put("REEVE_DISK_UNFORCED", "yes");
    return process;
  }
}
