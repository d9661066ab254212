package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import dev.reeve.kernel.json.JsonText;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AuthorizationOuterClass;
import dev.reeve.v1.InviteIssueRequest;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the contract calls secret is in no file the kernel writes, in no log and in no error: walked over every message there is. */
@Timeout(300)
class SecretsStayOutTest {

  private static final String PLANTED = "planted-5eCr3t-Zq9";

  @TempDir Path folder;

  static Stream<MethodDescriptor> methods() {
    return Contract.services().stream().flatMap(service -> service.getMethods().stream());
  }

  /** A message with the planted text in every secret field, at any depth, and something in all others. */
  private static Message planted(Descriptor type, Set<Descriptor> within) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    Set<Descriptor> deeper = new HashSet<>(within);
    deeper.add(type);
    for (FieldDescriptor field : type.getFields()) {
      if (field.getRealContainingOneof() != null && !field.equals(chosen(field.getRealContainingOneof()))) {
        continue;
      }
      Object value = value(field, deeper);
      if (value != null && field.isRepeated()) {
        message.addRepeatedField(field, value);
      } else if (value != null) {
        message.setField(field, value);
      }
    }
    return message.build();
  }

  /** Of fields that exclude each other, the first with a secret; each of the others is a request of its own. */
  private static FieldDescriptor chosen(OneofDescriptor oneof) {
    return oneof.getFields().stream().filter(SecretsStayOutTest::holdsSecret).findFirst().orElse(oneof.getField(0));
  }

  private static boolean holdsSecret(FieldDescriptor field) {
    return secret(field) || (field.getJavaType() == JavaType.MESSAGE && hasSecret(field.getMessageType(), new HashSet<>()));
  }

  private static boolean secret(FieldDescriptor field) {
    return field.getOptions().getExtension(AuthorizationOuterClass.secret);
  }

  private static @org.jspecify.annotations.Nullable Object value(FieldDescriptor field, Set<Descriptor> within) {
    if (field.getJavaType() == JavaType.MESSAGE) {
      return within.contains(field.getMessageType()) ? null : planted(field.getMessageType(), within);
    }
    String text = secret(field) ? PLANTED : "default";
    return switch (field.getJavaType()) {
      case STRING -> text;
      case BYTE_STRING -> ByteString.copyFromUtf8(text);
      case INT -> 1;
      case LONG -> 1L;
      case BOOLEAN -> false;
      case ENUM -> field.getEnumType().getValues().getFirst();
      case FLOAT -> 1f;
      case DOUBLE -> 1d;
      case MESSAGE -> null;
    };
  }

  private static boolean hasSecret(Descriptor type, Set<Descriptor> within) {
    if (!within.add(type)) {
      return false;
    }
    return type.getFields().stream()
        .anyMatch(field -> secret(field) || (field.getJavaType() == JavaType.MESSAGE && hasSecret(field.getMessageType(), within)));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void itsRecordHasNoSecretOfRequestNorAnswer(MethodDescriptor method) {
    for (Descriptor type : List.of(method.getInputType(), method.getOutputType())) {
      Message message = planted(type, Set.of());
      assertThat(message.toString().contains(PLANTED)).isEqualTo(hasSecret(type, new HashSet<>()));
      assertThat(JsonText.write(RequestRecord.of(message, null))).doesNotContain(PLANTED);
    }
  }

  @Test
  void theContractHasSecretsToBeWalkedOver() {
    assertThat(methods().filter(method -> hasSecret(method.getInputType(), new HashSet<>()))).as("otherwise this shows nothing").hasSizeGreaterThan(2);
  }

  @Test
  void noFileTheKernelWritesNorItsLogHasWhatWasSentAsSecret() throws Exception {
    ByteArrayOutputStream logged = new ByteArrayOutputStream();
    StreamHandler handler = new StreamHandler(logged, new java.util.logging.SimpleFormatter());
    handler.setLevel(java.util.logging.Level.ALL);
    Logger root = Logger.getLogger("");
    root.addHandler(handler);
    StringBuilder errors = new StringBuilder();
    String token;
    try (LiveKernel live = LiveKernel.startAsIs(folder); Client client = new Client(live.socket())) {
      for (MethodDescriptor method : methods().filter(each -> hasSecret(each.getInputType(), new HashSet<>())).toList()) {
        errors.append(call((ManagedChannel) client.plain(), method, planted(method.getInputType(), Set.of())));
      }
      token = AdminServiceGrpc.newBlockingStub(client.plain()).inviteIssue(InviteIssueRequest.newBuilder().addGroups("agent").build()).getToken();
    } finally {
      handler.flush();
      root.removeHandler(handler);
    }
    assertThat(errors.toString()).isNotEmpty();
    for (String form : forms()) {
      assertThat(errors.toString()).doesNotContain(form);
      assertThat(logged.toString(StandardCharsets.UTF_8)).doesNotContain(form);
    }
    int files = 0;
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        files++;
        assertThat(bytes.contains(token)).as("an answer's token in %s", file).isFalse();
        for (String form : forms()) {
          assertThat(bytes.contains(form)).as("%s in %s", form, file).isFalse();
        }
      }
    }
    assertThat(files).isGreaterThan(5);
  }

  /** As it is, and as encodings spell it. */
  private static List<String> forms() {
    byte[] bytes = PLANTED.getBytes(StandardCharsets.UTF_8);
    return List.of(
        PLANTED, Base64.getEncoder().withoutPadding().encodeToString(bytes), Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
        HexFormat.of().formatHex(bytes), HexFormat.of().withUpperCase().formatHex(bytes));
  }

  /** Sends one message and answers what came back as an error. */
  private static String call(ManagedChannel channel, MethodDescriptor method, Message request) throws IOException, InterruptedException {
    io.grpc.MethodDescriptor<Message, Message> described =
        io.grpc.MethodDescriptor.<Message, Message>newBuilder()
            .setType(io.grpc.MethodDescriptor.MethodType.BIDI_STREAMING)
            .setFullMethodName(method.getService().getFullName() + "/" + method.getName())
            .setRequestMarshaller(ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getInputType())))
            .setResponseMarshaller(ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getOutputType())))
            .build();
    StringBuilder said = new StringBuilder();
    CountDownLatch over = new CountDownLatch(1);
    StreamObserver<Message> requests =
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(described, CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS)),
            new StreamObserver<>() {
              @Override
              public void onNext(Message answer) {}

              @Override
              public void onError(Throwable error) {
                Metadata trailers = error instanceof StatusRuntimeException refused ? refused.getTrailers() : null;
                said.append(error.getMessage()).append(trailers).append('\n');
                over.countDown();
              }

              @Override
              public void onCompleted() {
                over.countDown();
              }
            });
    requests.onNext(request);
    requests.onCompleted();
    assertThat(over.await(20, TimeUnit.SECONDS)).isTrue();
    return said.toString();
  }
}
