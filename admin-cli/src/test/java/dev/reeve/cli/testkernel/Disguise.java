package dev.reeve.cli.testkernel;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts one text in place of every text of every answer, as an agent could that had its way with all of them. */
public final class Disguise implements ServerInterceptor {

  private volatile @Nullable String text;
  private volatile ByteString bytes = ByteString.EMPTY;
  private volatile boolean refuses;

  /** From now on every text is this one, and what is bytes is these; every call is refused with it where that is wanted. */
  public void put(String newText, ByteString newBytes, boolean refusing) {
    bytes = newBytes;
    refuses = refusing;
    text = newText;
  }

  /** Answers go as they are again. */
  public void off() {
    text = null;
    refuses = false;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String put = text;
    if (put == null) {
      return next.startCall(call, headers);
    }
    if (refuses) {
      StatusRuntimeException refusal = Refusal.of("FAILED_PRECONDITION", Status.Code.FAILED_PRECONDITION, put, Map.of("name", put));
      call.close(Status.FAILED_PRECONDITION.withDescription(put), Objects.requireNonNullElseGet(refusal.getTrailers(), Metadata::new));
      return new ServerCall.Listener<>() {};
    }
    return next.startCall(
        new SimpleForwardingServerCall<>(call) {
          @Override
          @SuppressWarnings("unchecked")
          public void sendMessage(A message) {
            super.sendMessage((A) disguised((Message) message, put));
          }
        },
        headers);
  }

  private Message disguised(Message message, String put) {
    Message.Builder to = message.toBuilder();
    message.getAllFields().keySet().stream().filter(field -> !field.isMapField()).forEach(field -> set(to, field, put));
    message.getDescriptorForType().getFields().stream().filter(field -> holdsText(field) && !field.isRepeated()).forEach(field -> set(to, field, put));
    return to.build();
  }

  /** A text that is the last of its page stays that: pages would have no end. */
  private static boolean holdsText(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.STRING && field.getContainingOneof() == null && !field.getName().equals("next_token");
  }

  private void set(Message.Builder to, FieldDescriptor field, String put) {
    Object value = to.getField(field);
    to.setField(field, field.isRepeated() ? ((List<?>) value).stream().map(each -> changed(field, each, put)).toList() : changed(field, value, put));
  }

  private Object changed(FieldDescriptor field, Object value, String put) {
    return switch (field.getJavaType()) {
      case STRING -> field.getName().equals("next_token") ? value : put;
      case BYTE_STRING -> ((ByteString) value).isEmpty() ? value : bytes;
      case MESSAGE -> field.getMessageType().getFile().getPackage().equals("google.protobuf") ? value : disguised((Message) value, put);
      default -> value;
    };
  }
}
