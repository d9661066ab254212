package dev.reeve.cli.testkernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reeve.v1.AuthenticateRequest;
import dev.reeve.v1.AuthenticateResponse;
import dev.reeve.v1.EndSessionRequest;
import dev.reeve.v1.EndSessionResponse;
import dev.reeve.v1.ListSessionsRequest;
import dev.reeve.v1.ListSessionsResponse;
import dev.reeve.v1.Peer;
import dev.reeve.v1.Session;
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
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import java.net.SocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Collections;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Proves keys, each of a principal named {@code holder}; who proved none is nobody. Keys named as unwelcome are refused. */
public final class TestSessions extends SessionServiceGrpc.SessionServiceImplBase {

  static final String KERNEL = "0199aaaa-0000-7000-8000-00000000000a";
  private static final String NONCE = "ab".repeat(32);
  private static final String X509 = "302a300506032b6570032100";
  private static final Context.Key<SocketAddress> CONNECTION = Context.key("connection");

  /** A key that is proved on a connection. */
  record Proved(String key, String session, StreamObserver<AuthenticateResponse> answers) {

    String keyId() {
      return sha256Hex(key).substring(0, 16);
    }
  }

  private final Map<SocketAddress, Proved> proved = Collections.synchronizedMap(new IdentityHashMap<>());
  private final AtomicInteger sessions = new AtomicInteger();
  private volatile String unwelcome = "";
  private volatile String mistaken = "";

  /** Tells a call on which connection it arrived. */
  static final class Connections implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      Context context = Context.current().withValue(CONNECTION, call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
      return Contexts.interceptCall(context, call, headers, next);
    }
  }

  /** Refuses this public key from now on. */
  public void refuse(String publicKey) {
    unwelcome = publicKey;
  }

  /** Tells everybody that their connection is one of this key, from now on. */
  public void mistake(String keyId) {
    mistaken = keyId;
  }

  /** Connections on which a key is proved now. */
  public int open() {
    return proved.size();
  }

  /** What is proved on the connection of the present call; null: nothing. */
  @Nullable Proved proved() {
    return proved.get(CONNECTION.get());
  }

  /** Who calls. */
  String caller() {
    return proved() == null ? "nobody" : "holder";
  }

  /** Ends every session with this reason. */
  public void endAll(String reason) {
    List.copyOf(proved.values()).forEach(each ->
        each.answers().onNext(step().setEnded(AuthenticateResponse.Ended.newBuilder().setReason(reason)).build()));
    proved.clear();
  }

  @Override
  public StreamObserver<AuthenticateRequest> authenticate(StreamObserver<AuthenticateResponse> answers) {
    SocketAddress connection = CONNECTION.get();
    return new StreamObserver<>() {
      private String key = "";

      @Override
      public void onNext(AuthenticateRequest request) {
        switch (request.getStepCase()) {
          case HELLO -> {
            key = request.getHello().getPublicKey();
            answers.onNext(step().setChallenge(AuthenticateResponse.Challenge.newBuilder().setKernelId(KERNEL).setNonce(NONCE)).build());
          }
          case PROOF -> prove(request.getProof().getSignature());
          case STEP_NOT_SET -> throw new IllegalStateException("a step is set");
        }
      }

      private void prove(String signature) {
        if (key.equals(unwelcome) || !signed(key, signature, "reeve-authenticate-v1", KERNEL, NONCE, key)) {
          answers.onError(Refusal.of("UNAUTHENTICATED", Code.UNAUTHENTICATED, "no principal has this key", Map.of()));
          return;
        }
        Proved now = new Proved(key, "s" + sessions.incrementAndGet(), answers);
        proved.put(connection, now);
        answers.onNext(
            step().setOpened(
                    AuthenticateResponse.Opened.newBuilder().setSessionId(now.session()).setPrincipal("holder").setKeyId(now.keyId()))
                .build());
      }

      @Override
      public void onError(Throwable gone) {
        proved.remove(connection);
      }

      @Override
      public void onCompleted() {
        proved.remove(connection);
        answers.onCompleted();
      }
    };
  }

  @Override
  public void whoAmI(WhoAmIRequest request, StreamObserver<WhoAmIResponse> answers) {
    Proved key = proved();
    answers.onNext(
        WhoAmIResponse.newBuilder()
            .setPrincipal(caller())
            .setProof(key == null ? "unix-peer" : "key")
            .setKeyId(mistaken.isEmpty() && key != null ? key.keyId() : mistaken)
            .setSessionId(key == null ? "" : key.session())
            .build());
    answers.onCompleted();
  }

  @Override
  public void endSession(EndSessionRequest request, StreamObserver<EndSessionResponse> answers) {
    answers.onNext(EndSessionResponse.newBuilder().setChanged(true).build());
    answers.onCompleted();
  }

  @Override
  public void listSessions(ListSessionsRequest request, StreamObserver<ListSessionsResponse> answers) {
    answers.onNext(
        ListSessionsResponse.newBuilder()
            .addSessions(
                Session.newBuilder()
                    .setId("s1")
                    .setPrincipal("holder")
                    .setPeer(Peer.newBuilder().setUid(-2).setPid(42))
                    .setProgram("/usr/bin/reeve")
                    .setProof("key")
                    .setKeyId("0011223344556677"))
            .build());
    answers.onCompleted();
  }

  /** Whether this key signed the lines, each ended by a line feed. */
  static boolean signed(String publicKey, String signature, String... lines) {
    return signedText(publicKey, signature, String.join("\n", lines) + "\n");
  }

  /** Whether this key signed this very text. */
  static boolean signedText(String publicKey, String signature, String text) {
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(KeyFactory.getInstance("Ed25519")
          .generatePublic(new X509EncodedKeySpec(HexFormat.of().parseHex(X509 + publicKey))));
      verifier.update(text.getBytes(UTF_8));
      return verifier.verify(HexFormat.of().parseHex(signature));
    } catch (GeneralSecurityException | IllegalArgumentException malformed) {
      return false;
    }
  }

  /** Of a text. */
  static String sha256(String text) {
    return sha256(text.getBytes(UTF_8));
  }

  /** Of bytes in hexadecimal. */
  static String sha256Hex(String hex) {
    return sha256(HexFormat.of().parseHex(hex));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }

  private static AuthenticateResponse.Builder step() {
    return AuthenticateResponse.newBuilder();
  }
}
