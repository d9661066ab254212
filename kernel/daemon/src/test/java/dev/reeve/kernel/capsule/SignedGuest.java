package dev.reeve.kernel.capsule;

import dev.reeve.seal.SealException;
import dev.reeve.seal.Signer;
import dev.reeve.seal.SigningKey;

/**
 * A capsule as its author hands it out: a runtime {@code guest}, whose runs print their input and end at once.
 *
 * @param publishers {@code publishers.toml} of an operator who trusts its author
 */
public record SignedGuest(String fileName, byte[] jar, byte[] signature, String publishers) {

  private static final String SOURCE =
      """
      package guest;
      import dev.reeve.capsule.*;
      import java.util.*;
      @org.pf4j.Extension
      public final class Guest implements Capsule, AgentRuntime {
        @Override public void start(CapsuleContext context) { context.runtime("guest", this); }
        @Override public void stop() {}
        @Override public RuntimeDescription describe() {
          return new RuntimeDescription(List.of(new Confinement("none", true, "")), Map.of("memory", RuntimeDescription.Enforcement.NONE), List.of());
        }
        @Override public void start(RunSpec spec, RunSink sink) {
          Thread.ofPlatform().daemon().start(() -> {
            sink.stdout("one\\ntwo\\n".getBytes());
            sink.ended(new ProcessExit(0, false, "none", false));
          });
        }
        @Override public void send(String run, String line) {}
        @Override public void stop(String run) {}
      }
      """;

  /** A capsule of that name, by an author of its own. */
  public static SignedGuest named(String name) throws SealException {
    SigningKey key = SigningKey.generate("acme");
    byte[] jar =
        GuestJar.sound()
            .without("schemas/echo.json")
            .manifest(GuestJar.manifest(name, "1.0.0", "[[provides.runtime]]\nname = \"guest\"\n"))
            .source(SOURCE)
            .bytes();
    String publishers =
        "trust_version = 1\n[[publisher]]\nname = \"acme\"\nkey = \"" + key.fingerprint().hex() + "\"\nmax_isolation = \"in-kernel\"\n";
    return new SignedGuest(name + "-1.0.0.capsule.jar", jar, Signer.sign(key, jar), publishers);
  }
}
