package dev.reeve.kernel.disk;

import dev.reeve.kernel.store.AtomicSwap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A program that does known things to files, in the ways the kernel does them. */
final class DiskExercise {

  private DiskExercise() {}

  /** {@code HOME files}, {@code HOME database} or {@code HOME lines N}: appends and forces lines and says of each whether it went well. */
  public static void main(String[] args) throws IOException, SQLException {
    Path home = Path.of(args[0]);
    switch (args[1]) {
      case "files" -> files(home);
      case "database" -> database(home);
      case "lines" -> lines(home, Integer.parseInt(args[2]));
      default -> throw new IllegalArgumentException(args[1]);
    }
  }

  private static void files(Path home) throws IOException {
    Path folder = Files.createDirectory(home.resolve("d"));
    try (FileChannel one = FileChannel.open(home.resolve("one"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      one.write(ByteBuffer.wrap("first".getBytes(StandardCharsets.US_ASCII)));
      one.write(new ByteBuffer[] {ByteBuffer.wrap(new byte[] {'a'}), ByteBuffer.wrap(new byte[] {'b'})});
      one.write(ByteBuffer.wrap(new byte[] {'F'}), 0);
      one.truncate(6);
      one.force(true);
    }
    try (FileChannel channel = FileChannel.open(home, StandardOpenOption.READ)) {
      channel.force(true);
    }
    Files.writeString(home.resolve("two"), "second");
    AtomicSwap.exchange(home.resolve("one"), home.resolve("two"));
    AtomicSwap.moveNew(home.resolve("two"), folder.resolve("three"));
    Files.move(folder.resolve("three"), folder.resolve("four"), StandardCopyOption.ATOMIC_MOVE);
    Files.writeString(home.resolve("one"), "again", StandardOpenOption.APPEND);
    Files.createLink(folder.resolve("five"), folder.resolve("four"));
    Files.copy(home.resolve("one"), home.resolve("copy"));
    Files.delete(home.resolve("copy"));
    Files.delete(folder.resolve("five"));
    Files.createDirectory(home.resolve("e"));
    Files.delete(home.resolve("e"));
  }

  private static void database(Path home) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("x.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("CREATE TABLE kept(number INTEGER)");
      for (int i = 0; i < 10; i++) {
        statement.execute("INSERT INTO kept VALUES (" + i + ")");
      }
    }
  }

  private static void lines(Path home, int count) throws IOException {
    try (FileChannel channel = FileChannel.open(home.resolve("lines"), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        FileChannel folder = FileChannel.open(home, StandardOpenOption.READ)) {
      folder.force(true);
      for (int i = 0; i < count; i++) {
        ByteBuffer line = ByteBuffer.wrap(("line " + i + "\n").getBytes(StandardCharsets.US_ASCII));
        try {
          int written = channel.write(line);
          channel.force(false);
          System.out.println(written);
        } catch (IOException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }
}
