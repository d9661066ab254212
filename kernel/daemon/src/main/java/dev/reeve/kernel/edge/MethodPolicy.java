package dev.reeve.kernel.edge;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import dev.reeve.v1.Authorization;
import dev.reeve.v1.AuthorizationOuterClass;
import org.jspecify.annotations.Nullable;

/**
 * What the contract says of one call, read from its descriptor.
 *
 * @param method full name with a slash, as gRPC spells it
 * @param target request field that names the target; null: the caller
 * @param resource request field that follows '@'; null: none
 * @param streamsIn whether the client streams the parts of one request, so that fields come with the first message
 * @param streamsOut whether the answer is a stream
 * @param secretAnswer whether the answer holds something told only once
 * @param eachMessage whether each message of the client's stream is a request of its own
 */
record MethodPolicy(
    String method,
    Authorization authorization,
    @Nullable FieldDescriptor target,
    @Nullable FieldDescriptor resource,
    boolean streamsIn,
    boolean streamsOut,
    boolean secretAnswer,
    boolean eachMessage) {

  /**
   * Reads a method.
   *
   * @throws IllegalArgumentException when it lacks the option or the option names a field that is not there
   */
  static MethodPolicy of(MethodDescriptor method) {
    Authorization authorization = method.getOptions().getExtension(AuthorizationOuterClass.authorization);
    if (authorization.getCapability().isEmpty() && !authorization.getUnauthenticated()) {
      throw new IllegalArgumentException(method.getFullName() + " says nothing about authorization");
    }
    return new MethodPolicy(
        method.getService().getFullName() + "/" + method.getName(),
        authorization,
        field(method, authorization.getTargetField()),
        field(method, authorization.getResourceField()),
        method.isClientStreaming(),
        method.isServerStreaming(),
        hasSecret(method),
        false);
  }

  private static boolean hasSecret(MethodDescriptor method) {
    return method.getOutputType().getFields().stream()
        .anyMatch(field -> field.getOptions().getExtension(AuthorizationOuterClass.secret));
  }

  /** Whether its answer is an open-ended stream that changes nothing. */
  boolean watches() {
    return streamsOut && !authorization.getMutates();
  }

  /** Whether the same request under the same id is done once: a change with one request and one answer. */
  boolean repeatable() {
    return authorization.getMutates() && !streamsIn && !streamsOut;
  }

  private static @Nullable FieldDescriptor field(MethodDescriptor method, String name) {
    if (name.isEmpty()) {
      return null;
    }
    FieldDescriptor field = method.getInputType().findFieldByName(name);
    if (field == null || field.getJavaType() != FieldDescriptor.JavaType.STRING) {
      throw new IllegalArgumentException(method.getFullName() + " names " + name + ", which is no text field of its request");
    }
    return field;
  }

  /** The target a request names; empty where it names none. */
  String target(Message request) {
    return target == null ? "" : text(request, target);
  }

  /** What follows '@' in the needed capability; empty where nothing does. */
  String resource(Message request) {
    return resource == null ? "" : text(request, resource);
  }

  private static String text(Message request, FieldDescriptor field) {
    return request.getDescriptorForType().equals(field.getContainingType()) ? (String) request.getField(field) : "";
  }
}
