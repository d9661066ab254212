package dev.reeve.kernel.edge;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.json.JsonText;
import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One call with one request and one answer in JSON, to whoever serves gRPC: what stands before the adapters knows no difference. */
final class JsonCall<Q, R> extends ServerCall<Q, R> {

  private final ServerMethodDefinition<Q, R> method;
  private final Attributes attributes;
  private final Consumer<JsonAnswer> answer;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean gone;
  private @Nullable R message;
  private String requestId = "";

  /** @param answer told once, on any thread */
  JsonCall(ServerMethodDefinition<Q, R> method, Attributes attributes, Consumer<JsonAnswer> answer) {
    this.method = method;
    this.attributes = attributes;
    this.answer = answer;
  }

  /** Makes the call, and returns when it is made; it may be answered later. Does not throw. */
  void serve(byte[] json, Metadata headers) {
    try {
      Q request = request(json);
      Listener<Q> listener = method.getServerCallHandler().startCall(this, headers);
      listener.onReady();
      listener.onMessage(request);
      listener.onHalfClose();
      if (gone && !closed.get()) {
        listener.onCancel();
      } else if (closed.get()) {
        listener.onComplete();
      }
    } catch (KernelException refused) {
      refuse(refused);
    } catch (RuntimeException | Error failure) {
      refuse(ErrorMapping.known(failure, requestId));
    }
  }

  private void refuse(KernelException error) {
    if (closed.compareAndSet(false, true)) {
      answer.accept(JsonAnswer.of(error));
    }
  }

  private Q request(byte[] json) {
    if (!(method.getMethodDescriptor().getRequestMarshaller() instanceof PrototypeMarshaller<Q> marshaller)
        || !(marshaller.getMessagePrototype() instanceof Message prototype)) {
      throw new IllegalStateException(method.getMethodDescriptor().getFullMethodName() + " takes no message of the contract");
    }
    Message.Builder builder = prototype.newBuilderForType();
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
      // The mapping takes what is no JSON, and does not say where it is wrong.
      var unused = JsonText.parseObject(text);
      JsonFormat.parser().merge(text, builder);
    } catch (CharacterCodingException e) {
      throw KernelException.invalid("body", "is no UTF-8");
    } catch (JsonText.NotJsonException e) {
      throw KernelException.invalid("body", "is no JSON object: " + e.getMessage());
    } catch (InvalidProtocolBufferException e) {
      throw KernelException.invalid("body", "is no " + prototype.getDescriptorForType().getFullName() + ": " + e.getMessage());
    }
    @SuppressWarnings("unchecked")
    Q request = (Q) builder.build();
    return request;
  }

  /** Nobody waits for the answer any more. */
  void gone() {
    gone = true;
  }

  @Override
  public void request(int numMessages) {}

  @Override
  public void sendHeaders(Metadata headers) {
    note(headers);
  }

  @Override
  public void sendMessage(R sent) {
    message = sent;
  }

  @Override
  public void close(Status status, Metadata trailers) {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    note(trailers);
    if (!status.isOk()) {
      answer.accept(JsonAnswer.of(status, trailers, requestId));
    } else if (message instanceof Message said) {
      answer.accept(JsonAnswer.of(said, requestId));
    } else {
      answer.accept(JsonAnswer.of(Status.INTERNAL.withDescription("the call answered nothing"), null, requestId));
    }
  }

  private void note(Metadata metadata) {
    String told = metadata.get(ChainInterceptor.REQUEST_ID);
    if (told != null) {
      requestId = told;
    }
  }

  @Override
  public boolean isCancelled() {
    return gone;
  }

  @Override
  public MethodDescriptor<Q, R> getMethodDescriptor() {
    return method.getMethodDescriptor();
  }

  @Override
  public Attributes getAttributes() {
    return attributes;
  }
}
