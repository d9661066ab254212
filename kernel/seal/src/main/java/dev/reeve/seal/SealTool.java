package dev.reeve.seal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The small program that makes keys, signs and verifies where no kernel is: in builds and on authors' machines. Exit 0 done, 1 refused or
 * failed, 2 called wrongly. Keys come from folders only, never from arguments.
 */
public final class SealTool {

  static final int DONE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  private static final long MAX_FILE_BYTES = 1L << 30;
  private static final String HELP =
      """
      usage: keygen --key-dir DIR --name NAME [--algorithm p256|ed25519] [--if-absent]
             sign --key-dir DIR FILE      write FILE.p7s
             verify FILE                  check FILE against FILE.p7s
             fingerprint --key-dir DIR
      """;

  private final PrintStream out;

  private SealTool(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out, System.err));
  }

  /** The whole program but for the exit. */
  static int run(String[] arguments, PrintStream out, PrintStream err) {
    try {
      new SealTool(out).run(SealArguments.parse(arguments));
      return DONE;
    } catch (SealArguments.UsageException e) {
      err.println("seal: " + e.getMessage());
      err.print(HELP);
      return USAGE;
    } catch (SealException e) {
      err.println("seal: " + e.getMessage());
    } catch (NoSuchFileException e) {
      err.println("seal: " + e.getFile() + ": no such file");
    } catch (FileSystemException e) {
      String reason = e.getReason();
      err.println("seal: " + e.getFile() + ": " + (reason == null ? e.getClass().getSimpleName() : reason));
    } catch (IOException e) {
      err.println("seal: " + e.getMessage());
    }
    return FAILED;
  }

  private void run(SealArguments arguments) throws SealException, IOException {
    switch (arguments) {
      case SealArguments.Keygen keygen -> keygen(keygen);
      case SealArguments.Sign sign -> sign(sign.keyDir(), sign.file());
      case SealArguments.Verify verify -> print(Signature.verify(read(verify.file()), readSignature(verify.file())));
      case SealArguments.Fingerprint fingerprint -> out.println(SigningKey.load(fingerprint.keyDir()).fingerprint());
    }
  }

  private void keygen(SealArguments.Keygen keygen) throws SealException, IOException {
    if (keygen.ifAbsent() && KeyFolder.holdsKey(keygen.keyDir())) {
      SigningKey present = SigningKey.load(keygen.keyDir());
      out.println("kept    " + keygen.keyDir());
      print(present);
      return;
    }
    SigningKey key = SigningKey.generate(keygen.name(), keygen.algorithm());
    key.save(keygen.keyDir());
    out.println("made    " + keygen.keyDir());
    print(key);
  }

  private void sign(Path keyDir, Path file) throws SealException, IOException {
    SigningKey key = SigningKey.load(keyDir);
    KeyFolder.replace(signatureOf(file), Signer.sign(key, read(file)), "rw-r--r--");
    VerifiedSigner signer = Signature.verify(read(file), readSignature(file));
    out.println("signed  " + file);
    print(signer);
  }

  private void print(SigningKey key) {
    out.println("signer  " + key.name());
    out.println("key     " + key.fingerprint());
  }

  private void print(VerifiedSigner signer) {
    out.println("signer  " + signer.name());
    out.println("key     " + signer.fingerprint());
  }

  private static Path signatureOf(Path file) {
    return file.resolveSibling(file.getFileName() + ".p7s");
  }

  private static byte[] readSignature(Path file) throws IOException {
    try (var in = Files.newInputStream(signatureOf(file))) {
      return in.readNBytes(Signature.MAX_BYTES + 1);
    }
  }

  private static byte[] read(Path file) throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new FileSystemException(file.toString(), null, "larger than 1 GiB");
    }
    return Files.readAllBytes(file);
  }
}
