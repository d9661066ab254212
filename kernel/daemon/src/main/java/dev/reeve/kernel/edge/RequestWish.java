package dev.reeve.kernel.edge;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.reeve.kernel.approval.Wish;
import dev.reeve.kernel.authority.Need;
import dev.reeve.kernel.store.Digest;
import dev.reeve.v1.QuestionKind;
import java.util.List;

/** A request that changes something, as people are asked about it. */
final class RequestWish {

  private RequestWish() {}

  /** Whether somebody may have to be asked about a request: not one that stops something, makes room, or only says what would be. */
  static boolean stops(MethodPolicy method, Message request) {
    return !method.authorization().getUrgent() && !method.authorization().getAsksWithin() && !dryRun(request);
  }

  private static boolean dryRun(Message request) {
    FieldDescriptor field = request.getDescriptorForType().findFieldByName("dry_run");
    return field != null && field.getJavaType() == FieldDescriptor.JavaType.BOOLEAN && (boolean) request.getField(field);
  }

  /** {@code about}: name of what it is about; empty: of nobody. */
  static Wish of(MethodPolicy method, Need need, String about, Message request) {
    return new Wish(
        QuestionKind.QUESTION_KIND_CALL, List.of(need.capability()), method.authorization().getDanger(), true,
        "call " + method.method().substring(method.method().lastIndexOf('.') + 1) + (about.isEmpty() ? "" : " on " + about),
        RequestRecord.whole(request), List.of("request sha256:" + Digest.of(RequestRecord.deterministicBytes(request))), List.of());
  }
}
