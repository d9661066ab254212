package dev.reeve.kernel.capsule;

import dev.reeve.kernel.document.DocumentException;
import dev.reeve.kernel.fault.KernelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** The trusted publishers as their file says now; a file that cannot be read trusts nobody. */
final class TrustStore implements Supplier<List<Publisher>> {

  private final Path file;

  TrustStore(Path file) {
    this.file = file;
  }

  /**
   * Reads the file.
   *
   * @throws KernelException UNAVAILABLE with every problem of the file
   */
  @Override
  public List<Publisher> get() {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return PublishersFile.parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw KernelException.unavailable("the trusted publishers cannot be read: " + e.getMessage(), e);
    } catch (DocumentException e) {
      throw KernelException.unavailable("the trusted publishers cannot be read: " + e.getMessage(), e);
    }
  }
}
