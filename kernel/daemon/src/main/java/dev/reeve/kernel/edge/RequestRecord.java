package dev.reeve.kernel.edge;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.reeve.kernel.store.Digest;
import dev.reeve.v1.AdminRequest;
import dev.reeve.v1.AuthorizationOuterClass;
import dev.reeve.v1.KernelRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What of a request goes into the audit chain: its fields, secrets redacted and long ones shortened, and the digest of its bytes. */
final class RequestRecord {

  private static final int MAX_TEXT = 1024;
  private static final int MAX_ITEMS = 64;

  /** Where a request has its place in the message of all requests of its service. */
  private record Envelope(Message message, FieldDescriptor field) {}

  private static final Map<Descriptor, Envelope> ENVELOPES = envelopes();

  private RequestRecord() {}

  /** Plain values by field name; {@code run} names the run that spoke, {@code request_digest} the deterministic bytes. */
  static Map<String, Object> of(Message request, @Nullable String run) {
    Map<String, Object> params = fields(request, false);
    params.put("request_digest", Digest.of(deterministicBytes(request)));
    if (run != null) {
      params.put("run", run);
    }
    return params;
  }

  /** The bytes that digests refer to: of the request in its {@code KernelRequest} or {@code AdminRequest} where there is one. */
  static byte[] deterministicBytes(Message request) {
    Envelope envelope = ENVELOPES.get(request.getDescriptorForType());
    return serialize(envelope == null ? request : envelope.message().newBuilderForType().setField(envelope.field(), request).build());
  }

  private static Map<Descriptor, Envelope> envelopes() {
    Map<Descriptor, Envelope> all = new HashMap<>();
    for (Message message : List.of(KernelRequest.getDefaultInstance(), AdminRequest.getDefaultInstance())) {
      for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
        all.put(field.getMessageType(), new Envelope(message, field));
      }
    }
    return Map.copyOf(all);
  }

  private static byte[] serialize(Message message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      message.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  /** Every field of a request by name, whole but for secrets. */
  static Map<String, @Nullable Object> whole(Message request) {
    return new TreeMap<>(fields(request, true));
  }

  private static Map<String, Object> fields(Message message, boolean whole) {
    Map<String, Object> out = new TreeMap<>();
    message.getAllFields().forEach((field, value) -> out.put(field.getName(), value(field, value, whole)));
    return out;
  }

  private static Object value(FieldDescriptor field, Object value, boolean whole) {
    if (field.getOptions().getExtension(AuthorizationOuterClass.secret)) {
      return "[redacted]";
    }
    if (value instanceof List<?> list) {
      List<Object> items = new ArrayList<>();
      list.stream().limit(whole ? list.size() : MAX_ITEMS).forEach(item -> items.add(one(field, item, whole)));
      if (!whole && list.size() > MAX_ITEMS) {
        items.add("… " + (list.size() - MAX_ITEMS) + " more");
      }
      return items;
    }
    return one(field, value, whole);
  }

  private static Object one(FieldDescriptor field, Object value, boolean whole) {
    return switch (value) {
      case Message message -> fields(message, whole);
      case EnumValueDescriptor name -> name.getName();
      case Boolean flag -> flag;
      case Integer number when field.getType() == FieldDescriptor.Type.UINT32 -> Integer.toUnsignedLong(number);
      case Integer number -> (long) number;
      case Long number -> Long.toString(number);
      case ByteString bytes -> "[" + bytes.size() + " bytes]";
      case String text when !whole && text.length() > MAX_TEXT -> text.substring(0, cut(text)) + "… [" + text.length() + " characters]";
      default -> value.toString();
    };
  }

  private static int cut(String text) {
    return Character.isHighSurrogate(text.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT;
  }
}
