package dev.reeve.cli.noun;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.TableView;
import dev.reeve.v1.AdminRequest;
import dev.reeve.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.reeve.v1.DeltaEntry;
import dev.reeve.v1.DiffRequest;
import dev.reeve.v1.DiffResponse;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One change of the policy: asked for, and told. People read what was done and who gains or loses what on standard error, and the thing
 * itself on standard output; programs get the whole answer.
 *
 * @param will what it does, such as {@code make}
 * @param did the same when done, such as {@code made}
 * @param subject to what, such as {@code principal bob}
 */
record Change(Invocation call, ChangeOptions options, String will, String did, String subject) {

  /** Exit code when the policy would refuse it. */
  private static final int REFUSED = 4;

  private static final TableView<DiffResponse> DIFF =
      TableView.of((DiffResponse d) -> d.getRefusalsCount() > 0 ? "refused" : d.getChanged() ? "changes" : "nothing")
          .with("CHANGES", d -> d.getChanged() ? "yes" : "no")
          .with("ALLOWED", d -> d.getRefusalsCount() == 0 ? "yes" : "no")
          .with("GENERATION", d -> Long.toString(d.getGeneration()));

  /** Makes the change, or asks what it would do; the exit code. */
  <A extends Message> int make(AdminRequest.Builder request, Function<AdminServiceBlockingStub, A> rpc) {
    return make(request, rpc, answer -> call.output().one(answer, facts()));
  }

  /**
   * Makes the change, or asks what it would do; the exit code.
   *
   * @param show prints what came of it, for people
   */
  <A extends Message> int make(AdminRequest.Builder request, Function<AdminServiceBlockingStub, A> rpc, Consumer<A> show) {
    if (options.diff) {
      return diff(request.build());
    }
    A answer = rpc.apply(call.connect().admin());
    if (call.output().json()) {
      call.output().one(answer, facts());
      return 0;
    }
    tell(answer);
    show.accept(answer);
    return 0;
  }

  private int diff(AdminRequest request) {
    DiffResponse answer = call.connect().policy().diff(DiffRequest.newBuilder().setChange(request).build());
    call.output().one(answer, DIFF);
    if (!call.output().json()) {
      answer.getDeltaList().forEach(entry -> call.output().line(words(entry)));
      answer.getRefusalsList().forEach(why -> call.output().line("refused: " + why));
    }
    return answer.getRefusalsCount() == 0 ? 0 : REFUSED;
  }

  /** Tells people what an answer says was done, or would be. */
  void tell(Message answer) {
    boolean changed = changed(answer);
    String head = options.dryRun ? "would " + will : changed ? did : "nothing changed for";
    long generation = generation(answer);
    call.tell(head + " " + subject + (generation == 0 ? "" : " (generation " + generation + ")"));
    delta(answer).forEach(entry -> call.tell("  " + words(entry)));
  }

  private <A extends Message> TableView<A> facts() {
    return TableView.of((A answer) -> subject.substring(subject.lastIndexOf(' ') + 1))
        .with("CHANGED", answer -> changed(answer) ? "yes" : "no")
        .with("GENERATION", answer -> generation(answer) == 0 ? "" : Long.toString(generation(answer)));
  }

  private static String words(DeltaEntry entry) {
    return entry.getPrincipal() + (entry.getGained() ? " gains " : " loses ") + entry.getCapability();
  }

  private static boolean changed(Message answer) {
    return (boolean) answer.getField(field(answer, "changed"));
  }

  private static long generation(Message answer) {
    return (long) answer.getField(field(answer, "generation"));
  }

  private static List<DeltaEntry> delta(Message answer) {
    FieldDescriptor field = field(answer, "delta");
    return ((List<?>) answer.getField(field)).stream().map(DeltaEntry.class::cast).toList();
  }

  /** Every answer to a change has these, as the contract says. */
  private static FieldDescriptor field(Message answer, String name) {
    FieldDescriptor field = answer.getDescriptorForType().findFieldByName(name);
    if (field == null) {
      throw new IllegalStateException(answer.getDescriptorForType().getFullName() + " has no field " + name);
    }
    return field;
  }
}
