package dev.reeve.cli.demo;

import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.JsonValue;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A run that tries what it was not granted, by tool and by hand; each attempt has a control that shows it would have worked otherwise. */
final class ProbePart {

  private final Typist typist;
  private final Transcript transcript;
  private final Example example;
  private final Workspace workspace;

  ProbePart(Typist typist, Transcript transcript, Example example, Workspace workspace) {
    this.typist = typist;
    this.transcript = transcript;
    this.example = example;
    this.workspace = workspace;
  }

  void run() throws IOException {
    transcript.heading("A second run tries to get out of its grant");
    Path secret = workspace.secret();
    Path socket = workspace.home().resolve("run").resolve("kernel.sock");
    try (Listener listener = Listener.open()) {
      transcript.check(Files.isReadable(secret), "control: outside of the run, this user can read " + secret.getFileName(), "");
      transcript.check(connects(socket), "control: outside of the run, this user can reach the kernel's socket", "");
      transcript.check(listener.reachable(), "control: outside of the run, 127.0.0.1:" + listener.port() + " can be reached", "");
      int before = listener.visitors();
      String input = input(secret, socket, listener.port());
      Typist.Told told = typist.type("run", "start", Example.AGENT, "--input", input, "--intent", "try the fence");
      transcript.check(told.ok(), "the run reported its attempts", told.error());
      List<JsonValue> attempts = JsonValue.of(told.out()).get("attempts").items();
      allowed(attempts, "read-granted-tool", "reading what it was granted, through the kernel's tool, works");
      allowed(attempts, "read-granted-hand", "reading what it was granted, by hand, works");
      denied(attempts, "read-outside-tool", "reading outside, through the kernel's tool, is refused");
      denied(attempts, "read-outside-hand", "reading outside, by hand, fails");
      denied(attempts, "kernel-socket", "reaching the kernel's socket fails");
      denied(attempts, "network", "opening a network connection fails");
      transcript.check(listener.visitors() == before, "nobody came to the listener", (listener.visitors() - before) + " connections");
    }
    refusalIsRecorded();
  }

  private String input(Path secret, Path socket, int port) throws IOException {
    return "{\"mode\": \"probe\", \"granted\": "
        + Json.text(example.log().toString())
        + ", \"outside\": "
        + Json.text(secret.toString())
        + ", \"socket\": "
        + Json.text(socket.toString())
        + ", \"port\": "
        + port
        + "}";
  }

  private void refusalIsRecorded() {
    Typist.Told told = typist.typeUnseen("audit", "tail", "-n", "200", "-o", "jsonl");
    Optional<JsonValue> record =
        told.out()
            .lines()
            .map(JsonValue::of)
            .filter(r -> r.get("principal").text().equals(Example.AGENT) && r.get("code").text().equals("PERMISSION_DENIED"))
            .findFirst();
    transcript.check(
        record.isPresent(),
        "the refusal stands in the audit chain",
        record.map(ProbePart::words).orElse(told.error()));
  }

  private static String words(JsonValue record) {
    return "record " + record.get("sequence").number() + ": " + record.get("method").text() + ": " + record.get("summary").text();
  }

  private void allowed(List<JsonValue> attempts, String name, String claim) {
    JsonValue attempt = named(attempts, name);
    transcript.check(attempt.get("allowed").isTrue(), claim, attempt.get("detail").text());
  }

  private void denied(List<JsonValue> attempts, String name, String claim) {
    JsonValue attempt = named(attempts, name);
    transcript.check(attempt.get("allowed").isFalse(), claim, attempt.get("detail").text());
  }

  private static JsonValue named(List<JsonValue> attempts, String name) {
    return attempts.stream().filter(attempt -> attempt.get("name").text().equals(name)).findFirst().orElse(JsonValue.of("{}"));
  }

  private static boolean connects(Path socket) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException unreachable) {
      return false;
    }
  }
}
