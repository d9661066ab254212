package dev.reeve.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import org.jspecify.annotations.Nullable;

/** Puts on each call an id of its own and, where the user asks for one, the principal to act as and approvals; remembers the last id. */
final class CallHeaders implements ClientInterceptor {

  /** Names the call in answers, logs and audit records; a UUID. */
  static final Metadata.Key<String> REQUEST_ID = Metadata.Key.of("reeve-request-id", Metadata.ASCII_STRING_MARSHALLER);

  /** The principal the caller wants to be, out of those it is entitled to. */
  static final Metadata.Key<String> PRINCIPAL = Metadata.Key.of("reeve-principal", Metadata.ASCII_STRING_MARSHALLER);

  /** The approvals that answer what a call is held back for; UUIDs, between commas. */
  static final Metadata.Key<String> APPROVAL = Metadata.Key.of("reeve-approval", Metadata.ASCII_STRING_MARSHALLER);

  private final @Nullable String principal;
  private volatile String approval = "";
  private volatile String last = "";

  CallHeaders(@Nullable String principal) {
    this.principal = principal;
  }

  /** Id of the call begun last; empty before the first. */
  String lastRequestId() {
    return last;
  }

  /** The approvals put on each call from now on; empty: none. */
  void approval(String ids) {
    approval = ids;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        String id = RequestId.next().toString();
        last = id;
        headers.put(REQUEST_ID, id);
        if (principal != null) {
          headers.put(PRINCIPAL, principal);
        }
        String approved = approval;
        if (!approved.isEmpty() && !headers.containsKey(APPROVAL)) {
          headers.put(APPROVAL, approved);
        }
        super.start(listener, headers);
      }
    };
  }
}
