package dev.reeve.tui;

import dev.reeve.v1.AuthenticateRequest;
import dev.reeve.v1.AuthenticateResponse;
import dev.reeve.v1.SessionServiceGrpc;
import dev.reeve.v1.WhoAmIRequest;
import dev.reeve.v1.WhoAmIResponse;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.stub.StreamObserver;
import java.net.SocketAddress;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes every key as proved on the connection that brings it. */
final class SmallSessions extends SessionServiceGrpc.SessionServiceImplBase {

  static final String KERNEL = "0199aaaa-0000-7000-8000-00000000000a";
  private static final Context.Key<SocketAddress> CONNECTION = Context.key("connection");

  private final Map<SocketAddress, String> keys = Collections.synchronizedMap(new IdentityHashMap<>());
  private final String keyId;

  /** @param keyId of the only key that is used */
  SmallSessions(String keyId) {
    this.keyId = keyId;
  }

  /** Tells a call on which connection it arrived. */
  static final class Connections implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      Context context = Context.current().withValue(CONNECTION, call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
      return Contexts.interceptCall(context, call, headers, next);
    }
  }

  /** Public key that the connection of the present call came with; null: none. */
  @Nullable String proved() {
    return keys.get(CONNECTION.get());
  }

  @Override
  public StreamObserver<AuthenticateRequest> authenticate(StreamObserver<AuthenticateResponse> answers) {
    SocketAddress connection = CONNECTION.get();
    return new StreamObserver<>() {
      private String key = "";

      @Override
      public void onNext(AuthenticateRequest request) {
        AuthenticateResponse.Builder answer = AuthenticateResponse.newBuilder();
        if (request.hasHello()) {
          key = request.getHello().getPublicKey();
          answer.setChallenge(AuthenticateResponse.Challenge.newBuilder().setKernelId(KERNEL).setNonce("ab".repeat(32)));
        } else {
          keys.put(connection, key);
          answer.setOpened(AuthenticateResponse.Opened.newBuilder().setSessionId("s").setPrincipal("ops").setKeyId(keyId));
        }
        answers.onNext(answer.build());
      }

      @Override
      public void onError(Throwable gone) {
        keys.remove(connection);
      }

      @Override
      public void onCompleted() {
        keys.remove(connection);
        answers.onCompleted();
      }
    };
  }

  @Override
  public void whoAmI(WhoAmIRequest request, StreamObserver<WhoAmIResponse> answers) {
    WhoAmIResponse.Builder who = WhoAmIResponse.newBuilder().setPrincipal("ops");
    answers.onNext((proved() == null ? who : who.setProof("key").setKeyId(keyId).setSessionId("s")).build());
    answers.onCompleted();
  }
}
