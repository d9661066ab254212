package dev.reeve.capsules.toolsshell;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.Confinement;
import dev.reeve.capsule.HostProcesses;
import dev.reeve.capsule.ProcessCommand;
import dev.reeve.capsule.ProcessOutcome;
import dev.reeve.capsule.ProcessSpec;
import dev.reeve.capsule.RunSink;
import dev.reeve.capsule.RuntimeDescription;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Real programs of this host, unconfined; {@code /bin/denied} stands for what the principal of the call may not spawn. */
final class LocalProcesses implements HostProcesses {

  @Nullable ProcessCommand last;

  @Override
  public ProcessOutcome run(ProcessCommand command) throws CapsuleException {
    last = command;
    if (command.command().getFirst().equals("/bin/denied")) {
      throw new CapsuleException(Kind.DENIED, "needs process:spawn@/bin/denied");
    }
    try {
      Path errors = Files.createTempFile("tools-shell", ".err");
      Process process = new ProcessBuilder(command.command()).redirectError(errors.toFile()).start();
      try (OutputStream input = process.getOutputStream()) {
        input.write(command.stdin());
      }
      byte[] out = process.getInputStream().readAllBytes();
      int code = process.waitFor();
      byte[] err = Files.readAllBytes(errors);
      Files.delete(errors);
      boolean more = out.length > command.maxOutput() || err.length > command.maxOutput();
      return new ProcessOutcome(code, head(out, command.maxOutput()), head(err, command.maxOutput()), more, false);
    } catch (IOException e) {
      throw new CapsuleException(Kind.NOT_FOUND, "not there", e);
    } catch (InterruptedException e) {
      throw new CapsuleException(Kind.UNAVAILABLE, "interrupted", e);
    }
  }

  private static byte[] head(byte[] bytes, int most) {
    return Arrays.copyOf(bytes, Math.min(bytes.length, most));
  }

  @Override
  public List<Confinement> confinement() {
    return List.of();
  }

  @Override
  public Map<String, RuntimeDescription.Enforcement> limits() {
    return Map.of();
  }

  @Override
  public void start(ProcessSpec spec, RunSink sink) throws CapsuleException {
    throw new CapsuleException(Kind.DENIED, "tools-shell starts no run");
  }

  @Override
  public void write(String id, byte[] bytes) throws CapsuleException {
    throw new CapsuleException(Kind.NOT_FOUND, id);
  }

  @Override
  public void stop(String id, Duration grace) {}
}
