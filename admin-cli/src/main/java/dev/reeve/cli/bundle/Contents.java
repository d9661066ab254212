package dev.reeve.cli.bundle;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.OwnVersion;
import dev.reeve.cli.daemon.DaemonLog;
import dev.reeve.cli.daemon.LogReader;
import dev.reeve.cli.doctor.Check;
import dev.reeve.cli.doctor.Doctor;
import dev.reeve.cli.doctor.Finding;
import dev.reeve.cli.doctor.FindingView;
import dev.reeve.cli.doctor.Repairs;
import dev.reeve.cli.host.HostFacts;
import dev.reeve.cli.output.Format;
import dev.reeve.cli.output.JsonObject;
import dev.reeve.cli.output.Look;
import dev.reeve.cli.output.Output;
import dev.reeve.cli.output.Printable;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.toml.TomlDocument;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.client.StatusReport;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.GetStatusResponse;
import dev.reeve.v1.HeadAuditRequest;
import dev.reeve.v1.HeadAuditResponse;
import dev.reeve.v1.ListCapsulesRequest;
import dev.reeve.v1.VerifyAuditRequest;
import dev.reeve.v1.VerifyAuditResponse;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gathers the files of a bundle; one that cannot be had is left out with the reason. */
final class Contents {

  private static final Duration ASKING = Duration.ofMinutes(2);
  private static final int LOG_LINES = 5_000;
  private static final int LOG_CHARACTERS = 8 << 20;
  private static final long CONFIG_BYTES = 1 << 20;

  private static final Pattern ESCAPED = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u(003[cde]|0026|0027)");

  private static final TableView<Map<String, String>> FACTS =
      new TableView<>(
          _ -> "",
          (style, facts) -> {
            JsonObject object = new JsonObject(style);
            facts.forEach(object::text);
            return object.toString();
          },
          List.of());

  private final Invocation call;
  private final List<Part> parts = new ArrayList<>();
  private @Nullable KernelClient client;
  private GetStatusResponse status = GetStatusResponse.getDefaultInstance();
  private String absence = "";

  private Contents(Invocation call) {
    this.call = call;
  }

  /** All of them, in the order of the manifest. */
  static List<Part> gather(Invocation call) throws InterruptedException {
    Contents contents = new Contents(call);
    contents.part("doctor.json", "what 'reeve doctor' finds", contents::findings);
    contents.connect();
    Path home = contents.status.getHome().isEmpty() ? call.homeToStart() : Path.of(contents.status.getHome());
    contents.versions();
    contents.kernel();
    contents.part("host.json", "what this host is, without its name", () -> json(out -> out.one(HostFacts.of(Path.of("/")), FACTS)));
    contents.part("config.txt", "etc/kernel.toml without comments and secrets", () -> config(home.resolve("etc").resolve("kernel.toml")));
    contents.part("policy-files.json", "names, sizes and modes of the files in etc, not what they say", () -> files(home));
    contents.part("kernel.log", "the last 5,000 lines of the kernel's log, without what looks like a secret", () -> log(DaemonLog.of(home)));
    return List.copyOf(contents.parts);
  }

  private String findings() throws InterruptedException {
    List<Finding> found = Doctor.examine(call, List.of(Check.values()), Repairs.TOLD);
    return json(out -> out.list(found, FindingView.FINDING));
  }

  private void connect() {
    try {
      KernelClient connected = call.connect(call.globals().timeoutOr(ASKING));
      status = connected.kernel().getStatus(GetStatusRequest.getDefaultInstance());
      client = connected;
    } catch (ReeveException absent) {
      absence = absent.report().message();
    } catch (StatusRuntimeException refused) {
      absence = StatusReport.of(refused, call.socket(), "").message();
    }
  }

  private void versions() throws InterruptedException {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("reeve", OwnVersion.text());
    versions.put("kernel", status.getVersion());
    versions.put("java", System.getProperty("java.runtime.version", ""));
    versions.put("vm", System.getProperty("java.vm.name", ""));
    part("versions.json", "versions of this program, of the kernel and of Java", () -> json(out -> out.one(versions, FACTS)));
  }

  private void kernel() throws InterruptedException {
    asked("status.json", "what the kernel says of itself", _ -> json(out -> out.one(status, TableView.<GetStatusResponse>of(_ -> ""))));
    asked(
        "capsules.json", "the installed capsules and their states",
        kernel ->
            json(
                out ->
                    out.list(
                        kernel.kernel().listCapsules(ListCapsulesRequest.getDefaultInstance()).getCapsulesList(), TableView.of(Capsule::getName))));
    asked(
        "audit-head.json", "where the audit chain ends",
        kernel -> json(out -> out.one(kernel.audit().head(HeadAuditRequest.getDefaultInstance()), TableView.<HeadAuditResponse>of(_ -> ""))));
    asked(
        "audit-verification.json", "whether the audit chain is intact",
        kernel -> json(out -> out.one(kernel.audit().verify(VerifyAuditRequest.getDefaultInstance()), TableView.<VerifyAuditResponse>of(_ -> ""))));
  }

  /** What only a kernel tells. */
  private interface Question {
    String ask(KernelClient kernel);
  }

  private void asked(String name, String about, Question question) throws InterruptedException {
    KernelClient kernel = client;
    if (kernel == null) {
      parts.add(new Part(name, about, "", Redaction.of(absence)));
    } else {
      part(name, about, () -> question.ask(kernel));
    }
  }

  private void part(String name, String about, Part.Text text) throws InterruptedException {
    String made = "";
    String leftOut = "";
    try {
      made = Redaction.of(text.make());
    } catch (NoSuchFileException none) {
      leftOut = "there is no " + none.getMessage();
    } catch (IOException unreadable) {
      leftOut = "it cannot be read: " + unreadable.getMessage();
    } catch (StatusRuntimeException refused) {
      leftOut = StatusReport.of(refused, call.socket(), "").message();
    }
    if (call.surroundings().interrupts().fired() || Thread.interrupted()) {
      throw new InterruptedException("interrupted");
    }
    parts.add(new Part(name, about, made, Redaction.of(leftOut)));
  }

  private static String json(Consumer<Output> print) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    print.accept(new Output(new PrintStream(bytes, false, StandardCharsets.UTF_8), Look.of(Format.json)));
    return plain(bytes.toString(StandardCharsets.UTF_8));
  }

  /** The same JSON with the signs as they are that the printer of messages escapes for the sake of HTML. */
  private static String plain(String json) {
    return ESCAPED.matcher(json).replaceAll(found -> Matcher.quoteReplacement(found.group(1) + (char) Integer.parseInt(found.group(2), 16)));
  }

  private static String files(Path home) throws IOException {
    List<EtcFile> files = EtcFile.of(home);
    return json(out -> out.list(files, EtcFile.VIEW));
  }

  private static String config(Path file) throws IOException {
    if (Files.size(file) > CONFIG_BYTES) {
      throw new IOException("it is longer than 1 MiB");
    }
    return ConfigText.of(TomlDocument.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)));
  }

  private static String log(Path file) throws IOException {
    List<String> kept = new ArrayList<>();
    int left = LOG_CHARACTERS;
    for (String line : LogReader.last(file, LOG_LINES).reversed()) {
      left -= line.length() + 1;
      if (left < 0) {
        break;
      }
      kept.add(Printable.line(line));
    }
    Collections.reverse(kept);
    return String.join("\n", kept) + "\n";
  }
}
