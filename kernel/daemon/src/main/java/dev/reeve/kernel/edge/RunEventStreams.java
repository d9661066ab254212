package dev.reeve.kernel.edge;

import com.google.protobuf.UnsafeByteOperations;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.run.AgentStream;
import dev.reeve.kernel.run.RunEvent;
import dev.reeve.kernel.run.RunEvent.Kind;
import dev.reeve.kernel.run.RunOperations;
import dev.reeve.kernel.run.RunReader;
import dev.reeve.v1.ReadRunFileResponse;
import dev.reeve.v1.RunEventKind;
import dev.reeve.v1.RunLogsRequest;
import dev.reeve.v1.RunLogsResponse;
import dev.reeve.v1.WatchAgentRequest;
import dev.reeve.v1.WatchAgentResponse;
import dev.reeve.v1.WatchRunRequest;
import dev.reeve.v1.WatchRunResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Streams of what runs say: history, then live, each event once and in order, until the run has ended and all of it was sent. */
final class RunEventStreams {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int STANDARD_RUNS = 10;
  private static final int MOST_RUNS = 50;
  private static final int PIECE = 64 * 1024;

  private final RunOperations operations;
  private final BoundedStream.Open streams;

  RunEventStreams(RunOperations operations, BoundedStream.Open streams) {
    this.operations = operations;
    this.streams = streams;
  }

  void watch(WatchRunRequest request, StreamObserver<WatchRunResponse> observer) {
    String run = request.getRun();
    boolean ended = !operations.lives(run) && operations.over(run, request.getSinceSequence());
    Predicate<RunEvent> wanted = wanted(request.getKindsList(), request.getVerbose());
    streams.serve(
        observer,
        stream -> {
          try (RunReader reader = operations.read(run, request.getSinceSequence())) {
            boolean synced = false;
            for (boolean over = ended; !over && !stream.cancelled(); ) {
              List<RunEvent> events = synced ? reader.next(PATIENCE) : reader.now();
              if (events.isEmpty() && !synced) {
                stream.send(WatchRunResponse.newBuilder().setSync(true).build());
                synced = true;
              }
              List<RunEvent> sent = events.stream().filter(wanted).toList();
              if (!sent.isEmpty()) {
                stream.send(RunMessages.watched(sent));
              }
              over = over(run, reader, events);
            }
          }
        });
  }

  private static Predicate<RunEvent> wanted(List<RunEventKind> kinds, boolean verbose) {
    Set<Kind> only = EnumSet.noneOf(Kind.class);
    for (RunEventKind kind : kinds) {
      if (kind == RunEventKind.RUN_EVENT_KIND_UNSPECIFIED || kind == RunEventKind.UNRECOGNIZED) {
        throw KernelException.invalid("kinds", "has one that is no kind of an event");
      }
      only.add(Kind.valueOf(kind.name().substring("RUN_EVENT_KIND_".length())));
    }
    return event ->
        event.kind() == Kind.STATE || ((only.isEmpty() || only.contains(event.kind())) && (verbose || event.kind() != Kind.RUNTIME));
  }

  void logs(RunLogsRequest request, StreamObserver<RunLogsResponse> observer) {
    String run = request.getRun();
    boolean ended = !operations.lives(run) && operations.over(run, request.getSinceSequence());
    streams.serve(
        observer,
        stream -> {
          try (RunReader reader = operations.read(run, request.getSinceSequence())) {
            for (boolean over = ended; !over && !stream.cancelled(); ) {
              List<RunEvent> events = request.getFollow() ? reader.next(PATIENCE) : reader.now();
              List<RunEvent> printed = events.stream().filter(event -> printed(event, request.getVerbose())).toList();
              if (!printed.isEmpty()) {
                stream.send(RunMessages.logged(printed));
              }
              over = (events.isEmpty() && !request.getFollow()) || over(run, reader, events);
            }
          }
        });
  }

  private static boolean printed(RunEvent event, boolean verbose) {
    return event.kind().printed() || (verbose && event.kind() == Kind.RUNTIME);
  }

  /** Whether the run has ended and nothing of it comes after what was read; NOT_FOUND where it was removed. */
  private boolean over(String run, RunReader reader, List<RunEvent> read) {
    boolean goesOn = !read.isEmpty() && !read.getLast().terminal();
    return !goesOn && operations.over(run, reader.since());
  }

  /** Sends a file in pieces and closes it. */
  void file(InputStream file, StreamObserver<ReadRunFileResponse> observer) {
    streams.serve(
        observer,
        stream -> {
          try (file) {
            for (byte[] piece = file.readNBytes(PIECE); piece.length > 0 && !stream.cancelled(); piece = file.readNBytes(PIECE)) {
              stream.send(ReadRunFileResponse.newBuilder().setChunk(UnsafeByteOperations.unsafeWrap(piece)).build());
            }
          } catch (IOException e) {
            throw KernelException.unavailable("the file could not be read", e);
          }
        });
  }

  void watch(WatchAgentRequest request, StreamObserver<WatchAgentResponse> observer) {
    if (request.getRuns() < 0 || request.getRuns() > MOST_RUNS) {
      throw KernelException.invalid("runs", "is 0 to " + MOST_RUNS);
    }
    AgentStream reader =
        operations.stream(Admission.CURRENT.get().caller(), request.getAgent(), request.getRuns() == 0 ? STANDARD_RUNS : request.getRuns());
    streams.serve(
        observer,
        stream -> {
          for (List<AgentStream.Part> parts = reader.now(); !parts.isEmpty() && !stream.cancelled(); parts = reader.now()) {
            send(stream, parts, request.getVerbose());
          }
          stream.send(WatchAgentResponse.newBuilder().setSync(true).build());
          while (request.getFollow() && !stream.cancelled()) {
            send(stream, reader.next(PATIENCE), request.getVerbose());
          }
        });
  }

  private static void send(BoundedStream<WatchAgentResponse> stream, List<AgentStream.Part> parts, boolean verbose) throws InterruptedException {
    for (AgentStream.Part part : parts) {
      List<RunEvent> events = part.events().stream().filter(event -> verbose || event.kind() != Kind.RUNTIME).toList();
      if (!events.isEmpty()) {
        stream.send(RunMessages.said(part.run(), events));
      }
    }
  }
}
