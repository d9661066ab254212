package dev.reeve.kernel.capsule;

import dev.reeve.seal.SealException;
import dev.reeve.seal.Signer;
import dev.reeve.seal.SigningKey;

/** A capsule as its author hands it out: it brings a runtime of its own name, whose runs print two lines and end at once, or wait to be stopped. */
public record SignedGuest(String fileName, byte[] jar, byte[] signature) {

  private static final String SOURCE =
      """
      package guest;
      import dev.reeve.capsule.*;
      import java.util.*;
      @org.pf4j.Extension
      public final class Guest implements Capsule, AgentRuntime {
        @Override public void start(CapsuleContext context) { context.runtime(context.name(), this); }
        @Override public void stop() {}
        @Override public RuntimeDescription describe() {
          return new RuntimeDescription(List.of(new Confinement("none", true, "")), Map.of("memory", RuntimeDescription.Enforcement.NONE), List.of());
        }
        private final Map<String, RunSink> waiting = new java.util.concurrent.ConcurrentHashMap<>();
        @Override public void start(RunSpec spec, RunSink sink) {
          if (STUCK) {
            new java.util.concurrent.Semaphore(0).acquireUninterruptibly();
          }
          if (WAITS) {
            waiting.put(spec.runId(), sink);
            return;
          }
          Thread.ofPlatform().daemon().start(() -> {
            sink.stdout("one\\ntwo\\n".getBytes());
            sink.ended(new ProcessExit(0, false, "none", false));
          });
        }
        @Override public void send(String run, String line) {}
        @Override public void stop(String run, java.time.Duration grace) {
          RunSink sink = waiting.remove(run);
          if (sink != null) {
            sink.ended(new ProcessExit(137, true, "none", false));
          }
        }
      }
      """;

  private static final String ASKING =
      """
      package guest;
      import dev.reeve.capsule.*;
      import java.util.*;
      @org.pf4j.Extension
      public final class Guest implements Capsule, AgentRuntime {
        private final Map<String, RunSink> live = new java.util.concurrent.ConcurrentHashMap<>();
        @Override public void start(CapsuleContext context) {
          context.runtime(context.name(), this);
          context.tool("NAME/mark", input -> {
            int marks = 1 + context.keyValues().get("marks").map(kept -> kept.length).orElse(0);
            context.keyValues().put("marks", new byte[marks]);
            return Map.of("marks", (long) marks);
          });
        }
        @Override public void stop() {}
        @Override public RuntimeDescription describe() {
          return new RuntimeDescription(List.of(new Confinement("none", true, "")), Map.of("memory", RuntimeDescription.Enforcement.NONE), List.of());
        }
        @Override public void start(RunSpec spec, RunSink sink) {
          live.put(spec.runId(), sink);
          Thread.ofPlatform().daemon().start(() ->
              sink.stdout(("LINE".replace((char) 39, (char) 34) + (char) 10).getBytes()));
        }
        @Override public void send(String run, String line) {
          if (line.contains("_result")) {
            RunSink sink = live.remove(run);
            if (sink != null) {
              Thread.ofPlatform().daemon().start(() -> {
                sink.stdout((line + (char) 10).getBytes());
                boolean ok = line.replace((char) 34, (char) 39).contains("'ok':true");
                sink.ended(new ProcessExit(ok ? 0 : 3, false, "none", false));
              });
            }
          }
        }
        @Override public void stop(String run, java.time.Duration grace) {
          RunSink sink = live.remove(run);
          if (sink != null) {
            sink.ended(new ProcessExit(137, true, "none", false));
          }
        }
      }
      """;

  private static final String RUNNING =
      """
      package guest;
      import dev.reeve.capsule.*;
      import java.util.*;
      @org.pf4j.Extension
      public final class Guest implements Capsule, AgentRuntime {
        private HostProcesses processes;
        @Override public void start(CapsuleContext context) throws CapsuleException {
          processes = context.processes();
          context.runtime(context.name(), this);
        }
        @Override public void stop() {}
        @Override public RuntimeDescription describe() throws CapsuleException {
          return new RuntimeDescription(processes.confinement(), processes.limits(), List.of());
        }
        @Override public void start(RunSpec spec, RunSink sink) throws CapsuleException {
          List<String> shell = List.of("/bin/sh", "-c", "SCRIPT");
          processes.start(
              new ProcessSpec(spec.runId(), shell, Map.of(), Map.of(), List.of(), List.of(), List.of(), ProcessLimits.none(), false), sink);
        }
        @Override public void send(String run, String line) {}
        @Override public void stop(String run, java.time.Duration grace) { processes.stop(run, grace); }
      }
      """;

  private static final String PLAIN =
      """
      package guest;
      import dev.reeve.capsule.*;
      import java.util.*;
      @org.pf4j.Extension
      public final class Guest implements Capsule {
        @Override public void start(CapsuleContext context) throws CapsuleException { START }
        @Override public void stop() {}
      }
      """;

  private static final String PREVIEWING =
      """
      package guest;
      import dev.reeve.capsule.*;
      import java.util.*;
      @org.pf4j.Extension
      public final class Guest implements Capsule, Tool {
        private CapsuleContext context;
        @Override public void start(CapsuleContext context) throws CapsuleException {
          this.context = context;
          context.tool("NAME/write", this);
        }
        @Override public void stop() {}
        @Override public Map<String, Object> call(Map<String, Object> input) { return Map.of(); }
        @Override public List<String> preview(Map<String, Object> input) throws CapsuleException {
          return List.of(new String(context.files().read(String.valueOf(input.get("path")), 0, 1000).bytes()));
        }
      }
      """;

  /** A capsule of that name by an author. */
  public static SignedGuest by(SigningKey author, String name) throws SealException {
    return of(author, name, false, false);
  }

  /** The same, whose runs never come to be started. */
  public static SignedGuest stuck(SigningKey author, String name) throws SealException {
    return of(author, name, false, true);
  }

  /** The same, whose runs do nothing until they are stopped. */
  public static SignedGuest waiting(SigningKey author, String name) throws SealException {
    return of(author, name, true, false);
  }

  /** One whose runs are a shell in the sandbox that does a script, which holds no quote. */
  public static SignedGuest running(SigningKey author, String name, String script) throws SealException {
    String manifest = "[permissions]\nhost = [\"process:spawn\"]\n[[provides.runtime]]\nname = \"" + name + "\"\n";
    return made(author, name, manifest, RUNNING.replace("SCRIPT", script));
  }

  private static SignedGuest of(SigningKey author, String name, boolean waits, boolean stuck) throws SealException {
    byte[] jar =
        GuestJar.sound()
            .without("schemas/echo.json")
            .manifest(GuestJar.manifest(name, "1.0.0", "[[provides.runtime]]\nname = \"" + name + "\"\n"))
            .source(SOURCE.replace("WAITS", Boolean.toString(waits)).replace("STUCK", Boolean.toString(stuck)))
            .bytes();
    return new SignedGuest(name + "-1.0.0.capsule.jar", jar, Signer.sign(author, jar));
  }

  /**
   * One whose runs call its tool {@code NAME/mark}, which changes something, print what came of it and end; the tool counts in key values how often
   * its principal called it, and tells.
   */
  public static SignedGuest asking(SigningKey author, String name) throws SealException {
    return asking(author, name, "{'type':'tool','id':1,'name':'" + name + "/mark','input':{'what':'the door'}}");
  }

  /** The same, whose runs say that line; a quote in it is a single one. */
  public static SignedGuest asking(SigningKey author, String name, String line) throws SealException {
    String tools =
        "[[provides.tool]]\nname = \"" + name + "/mark\"\nmutates = true\ninput_schema = \"schemas/any.json\"\n";
    byte[] jar =
        GuestJar.sound()
            .without("schemas/echo.json")
            .text("schemas/any.json", "{\"type\": \"object\"}")
            .manifest(GuestJar.manifest(name, "1.0.0", "[[provides.runtime]]\nname = \"" + name + "\"\n" + tools))
            .source(ASKING.replace("LINE", line).replace("NAME", name))
            .bytes();
    return new SignedGuest(name + "-1.0.0.capsule.jar", jar, Signer.sign(author, jar));
  }

  /** One that may read nothing of the host; its tool {@code NAME/peek} reads the file that its input names as {@code path}. */
  public static SignedGuest peeking(SigningKey author, String name, String permissions) throws SealException {
    return of(
        author, name,
        "[permissions]\nhost = [" + permissions + "]\n[[provides.tool]]\nname = \"" + name
            + "/peek\"\nmutates = false\ninput_schema = \"schemas/any.json\"\n",
        "context.tool(\"" + name + "/peek\", input -> Map.of(\"said\", new String(context.files().read(String.valueOf(input.get(\"path\")), 0, 1000).bytes())));");
  }

  /** One that may read nothing of the host; its tool {@code NAME/write}, which changes something, shows the file that its input names. */
  public static SignedGuest previewing(SigningKey author, String name) throws SealException {
    String tool = "[[provides.tool]]\nname = \"" + name + "/write\"\nmutates = true\ninput_schema = \"schemas/any.json\"\n";
    return made(author, name, tool, PREVIEWING.replace("NAME", name));
  }

  /** An interceptor that puts another input in place of the caller's at each call of a tool. */
  public static SignedGuest meddling(SigningKey author, String name, String event) throws SealException {
    return of(
        author, name, "[[provides.interceptor]]\nevent = \"" + event + "\"\npriority = 1\n",
        "java.util.concurrent.atomic.AtomicLong calls = new java.util.concurrent.atomic.AtomicLong(); context.interceptor(\"" + event
            + "\", call -> new Interceptor.Replace(Map.of(\"what\", \"the window \" + calls.incrementAndGet())));");
  }

  private static SignedGuest of(SigningKey author, String name, String manifest, String start) throws SealException {
    return made(author, name, manifest, PLAIN.replace("START", start));
  }

  private static SignedGuest made(SigningKey author, String name, String manifest, String source) throws SealException {
    byte[] jar =
        GuestJar.sound()
            .without("schemas/echo.json")
            .text("schemas/any.json", "{\"type\": \"object\"}")
            .manifest(GuestJar.manifest(name, "1.0.0", manifest))
            .source(source)
            .bytes();
    return new SignedGuest(name + "-1.0.0.capsule.jar", jar, Signer.sign(author, jar));
  }

  /** {@code publishers.toml} of an operator who trusts the author. */
  public static String publishers(SigningKey author) {
    return "trust_version = 1\n[[publisher]]\nname = \"acme\"\nkey = \"" + author.fingerprint().hex() + "\"\nmax_isolation = \"in-kernel\"\n"
        + "allowed_permissions = [\"jdk:threads\", \"fs:read\", \"process:spawn\"]\n";
  }
}
