package dev.reeve.cli.noun;

import dev.reeve.cli.call.Filters;
import dev.reeve.cli.call.Pages;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import dev.reeve.client.KernelClient;
import dev.reeve.v1.ListSessionsRequest;
import dev.reeve.v1.ListSessionsResponse;
import dev.reeve.v1.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How sessions are asked for and shown. */
final class SessionViews {

  private SessionViews() {}

  /** Sessions the caller may see, narrowed by {@code principal=P}. */
  static List<Session> sessions(KernelClient client, @Nullable List<String> filter, int limit) {
    Filters filters = Filters.of(filter, "principal");
    return Pages.first(
        limit,
        page -> {
          ListSessionsRequest request = ListSessionsRequest.newBuilder().setPage(page).setPrincipal(filters.text("principal")).build();
          ListSessionsResponse answer = client.session().listSessions(request);
          return new Pages.Page<>(answer.getSessionsList(), answer.getPage());
        });
  }

  /** As {@code who} shows them. */
  static TableView<Session> who() {
    return columns(TableView.of(Session::getPrincipal)).with("CALLS", s -> Long.toString(s.getTotalCalls()));
  }

  /** With what {@code session end} takes. */
  static TableView<Session> withId() {
    return columns(TableView.of(Session::getId).with("ID", Session::getId)).with("CALLS", s -> Integer.toString(s.getCalls()));
  }

  private static TableView<Session> columns(TableView<Session> view) {
    return view.with("PRINCIPAL", Session::getPrincipal)
        .with("UID", s -> Integer.toUnsignedString(s.getPeer().getUid()))
        .with("PID", s -> Integer.toString(s.getPeer().getPid()))
        .with("PROGRAM", Session::getProgram)
        .time("SINCE", s -> s.getSince())
        .with("IDLE", s -> idle(s, Instant.now()))
        .with("PROOF", s -> s.getKeyId().isEmpty() ? s.getProof() : s.getProof() + " " + s.getKeyId());
  }

  /** Time since its last call began, in whole seconds; nothing while one is being served. */
  static String idle(Session session, Instant now) {
    if (session.getCalls() > 0 || session.getLastCall().getSeconds() == 0) {
      return "";
    }
    long seconds = Math.max(0, Duration.between(Instant.ofEpochSecond(session.getLastCall().getSeconds()), now).toSeconds());
    return seconds == 0 ? "0s" : Words.duration(com.google.protobuf.Duration.newBuilder().setSeconds(seconds).build());
  }
}
