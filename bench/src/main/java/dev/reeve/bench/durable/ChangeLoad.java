package dev.reeve.bench.durable;

import dev.reeve.bench.daemon.Connections;
import dev.reeve.bench.figure.Latencies;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.reeve.v1.AdminServiceGrpc.AdminServiceStub;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.CapsGrantRequest;
import dev.reeve.v1.CapsUngrantRequest;
import dev.reeve.v1.InviteIssueRequest;
import dev.reeve.v1.InviteIssueResponse;
import dev.reeve.v1.InviteRevokeRequest;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The changes that are measured, one at a time and many at once, each under a request id of its own, as clients send them. */
final class ChangeLoad {

  private final AdminServiceBlockingStub one;
  private final AdminServiceStub many;
  private final String name;
  private final AtomicLong sequence = new AtomicLong();

  /** {@code name} begins its request ids and names, unlike those of any other on the same kernel. */
  ChangeLoad(Channel channel, String name) {
    this.one = AdminServiceGrpc.newBlockingStub(channel);
    this.many = AdminServiceGrpc.newStub(channel);
    this.name = name;
  }

  private String id() {
    return name + "-" + sequence.incrementAndGet();
  }

  private InviteIssueResponse issue() {
    String id = id();
    return one.withOption(Connections.REQUEST_ID, id).inviteIssue(InviteIssueRequest.newBuilder().setLabel(id).build());
  }

  /** Times of an invite's issue. */
  Latencies issues(int times) {
    return Latencies.of(times, this::issue);
  }

  /** Times of an invite's issue; each is revoked again, untimed, since only so many may be open. */
  Latencies issuesAndRevokes(int times) {
    long[] nanos = new long[times];
    for (int i = 0; i < times; i++) {
      long begun = System.nanoTime();
      InviteIssueResponse issued = issue();
      nanos[i] = System.nanoTime() - begun;
      var unused =
          one.withOption(Connections.REQUEST_ID, id()).inviteRevoke(InviteRevokeRequest.newBuilder().setId(issued.getTicket().getId()).build());
    }
    return new Latencies(nanos);
  }

  /** Issues alone, a second; for a server that keeps none. */
  double issuesPerSecond(int inFlight, Duration time) throws IOException, InterruptedException {
    List<Flight.Lane> lanes = new ArrayList<>();
    for (int i = 0; i < inFlight; i++) {
      lanes.add(answer -> many.inviteIssue(InviteIssueRequest.newBuilder().setLabel(id()).build(), heard(answer)));
    }
    return Flight.perSecond(lanes, time);
  }

  /** Issues and revokes in turn, a second: both are changes of records. */
  double issuesAndRevokesPerSecond(int inFlight, Duration time) throws IOException, InterruptedException {
    List<Flight.Lane> lanes = new ArrayList<>();
    for (int i = 0; i < inFlight; i++) {
      lanes.add(new Invites());
    }
    return Flight.perSecond(lanes, time);
  }

  private final class Invites implements Flight.Lane {

    private volatile String issued = "";

    @Override
    public void next(StreamObserver<Object> answer) {
      String id = id();
      AdminServiceStub to = many.withOption(Connections.REQUEST_ID, id);
      String open = issued;
      if (open.isEmpty()) {
        to.inviteIssue(
            InviteIssueRequest.newBuilder().setLabel(id).build(),
            new Heard<>(answer) {
              @Override
              public void onNext(InviteIssueResponse told) {
                issued = told.getTicket().getId();
              }
            });
      } else {
        issued = "";
        to.inviteRevoke(InviteRevokeRequest.newBuilder().setId(open).build(), heard(answer));
      }
    }
  }

  /** Makes principals to change. */
  List<String> agents(int count) {
    List<String> agents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String agent = id();
      var unused = one.agentCreate(AgentCreateRequest.newBuilder().setName(agent).build());
      agents.add(agent);
    }
    return agents;
  }

  /** Times of a grant and an ungrant in turn, both timed. */
  Latencies grantsAndUngrants(String agent, int times) {
    boolean[] granted = {false};
    return Latencies.of(
        times,
        () -> {
          AdminServiceBlockingStub to = one.withOption(Connections.REQUEST_ID, id());
          if (granted[0]) {
            var unused = to.capsUngrant(CapsUngrantRequest.newBuilder().setPrincipal(agent).addCapabilities("x:bench").build());
          } else {
            var unused = to.capsGrant(CapsGrantRequest.newBuilder().setPrincipal(agent).addCapabilities("x:bench").build());
          }
          granted[0] = !granted[0];
        });
  }

  /** Grants and ungrants in turn, a second; each lane changes a principal of its own. */
  double grantsAndUngrantsPerSecond(List<String> agents, Duration time) throws IOException, InterruptedException {
    List<Flight.Lane> lanes = new ArrayList<>();
    agents.forEach(agent -> lanes.add(new Grants(agent)));
    return Flight.perSecond(lanes, time);
  }

  private final class Grants implements Flight.Lane {

    private final String agent;
    private volatile boolean granted;

    Grants(String agent) {
      this.agent = agent;
    }

    @Override
    public void next(StreamObserver<Object> answer) {
      AdminServiceStub to = many.withOption(Connections.REQUEST_ID, id());
      if (granted) {
        granted = false;
        to.capsUngrant(CapsUngrantRequest.newBuilder().setPrincipal(agent).addCapabilities("x:flight").build(), heard(answer));
      } else {
        granted = true;
        to.capsGrant(CapsGrantRequest.newBuilder().setPrincipal(agent).addCapabilities("x:flight").build(), heard(answer));
      }
    }
  }

  private static <T> StreamObserver<T> heard(StreamObserver<Object> answer) {
    return new Heard<>(answer);
  }

  /** Passes on that it ended. */
  private static class Heard<T> implements StreamObserver<T> {

    private final StreamObserver<Object> answer;

    Heard(StreamObserver<Object> answer) {
      this.answer = answer;
    }

    @Override
    public void onNext(T told) {}

    @Override
    public void onError(Throwable thrown) {
      answer.onError(thrown);
    }

    @Override
    public void onCompleted() {
      answer.onCompleted();
    }
  }
}
