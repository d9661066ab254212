package dev.reeve.cli.call;

import dev.reeve.cli.output.JsonObject;
import dev.reeve.cli.output.TableView;
import dev.reeve.client.KernelClient;
import dev.reeve.v1.Authorization;
import dev.reeve.v1.AuthorizationOuterClass;
import dev.reeve.v1.CheckRequest;
import dev.reeve.v1.CheckResponse;
import dev.reeve.v1.ErrorCode;
import dev.reeve.v1.Errors;
import dev.reeve.v1.WhoAmIRequest;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What {@code --dry-run} says of calls that the kernel cannot try without doing them: what each would do as things stand, and whether the
 * policy lets the caller. Whether somebody would be asked, a quota is full or a lockdown is on shows only when it is done.
 */
public final class Rehearsal {

  /**
   * One call that is not made.
   *
   * @param would what it would do, such as {@code cancel run X, which is RUNNING}
   * @param hindrance why it would be refused as things stand; empty: nothing is known
   * @param allowed whether the policy allows it
   * @param by the pattern that decided and where it stands; else the code of the decision
   */
  private record Verdict(String would, String hindrance, String principal, String capability, boolean allowed, String by) {

    String go() {
      return hindrance.isEmpty() && allowed ? "yes" : "no";
    }
  }

  private static final TableView<Verdict> VIEW =
      new TableView<Verdict>(
              Verdict::go,
              (style, verdict) ->
                  new JsonObject(style)
                      .text("would", verdict.would())
                      .text("hindrance", verdict.hindrance())
                      .text("principal", verdict.principal())
                      .text("capability", verdict.capability())
                      .truth("allowed", verdict.allowed())
                      .text("by", verdict.by())
                      .toString(),
              List.of())
          .with("WOULD", Verdict::would)
          .with("HINDRANCE", Verdict::hindrance)
          .with("PRINCIPAL", Verdict::principal)
          .with("NEEDS", Verdict::capability)
          .with("ALLOWED", verdict -> verdict.allowed() ? "yes" : "no")
          .with("BY", Verdict::by);

  private final Invocation call;
  private final KernelClient client;
  private final String caller;
  private final List<Verdict> verdicts = new ArrayList<>();

  public Rehearsal(Invocation call, KernelClient client) {
    this.call = call;
    this.client = client;
    this.caller = client.session().whoAmI(WhoAmIRequest.getDefaultInstance()).getPrincipal();
  }

  /** Of a call about the caller, or about nobody. */
  public Rehearsal of(MethodDescriptor<?, ?> method, String resource, String would) {
    return of(method, resource, Set.of(caller), would, "");
  }

  /**
   * Of a call.
   *
   * @param resource what would follow {@code @} in the capability; empty: nothing
   * @param owners principals for whom its target is their own
   * @param would what it would do
   * @param hindrance why it would be refused as things stand; empty: nothing is known
   */
  public Rehearsal of(MethodDescriptor<?, ?> method, String resource, Set<String> owners, String would, String hindrance) {
    Authorization needs = authorization(method);
    CheckResponse answer = check(needs.getCapability(), resource);
    if (!answer.getAllowed() && !needs.getSelfCapability().isEmpty() && owners.contains(caller)) {
      CheckResponse own = check(needs.getSelfCapability(), resource);
      answer = own.getAllowed() ? own : answer;
    }
    String by = answer.getPattern().isEmpty() ? answer.getCode() : answer.getPattern() + " of " + answer.getSource();
    String capability = needs.getCapability() + (resource.isEmpty() ? "" : "@" + resource);
    verdicts.add(new Verdict(would, hindrance, caller, capability, answer.getAllowed(), by));
    return this;
  }

  private CheckResponse check(String capability, String resource) {
    return client.policy().check(CheckRequest.newBuilder().setPrincipal(caller).setCapability(capability).setResource(resource).build());
  }

  private static Authorization authorization(MethodDescriptor<?, ?> method) {
    ProtoMethodDescriptorSupplier contract = (ProtoMethodDescriptorSupplier) Objects.requireNonNull(method.getSchemaDescriptor());
    return contract.getMethodDescriptor().getOptions().getExtension(AuthorizationOuterClass.authorization);
  }

  /** Prints it; the exit code a refusal would have, 0 where none is known. */
  public int tell() {
    call.tell(verdicts.size() == 1 ? "nothing was done: it would " + verdicts.getFirst().would() : "nothing was done");
    if (verdicts.size() == 1) {
      call.output().one(verdicts.getFirst(), VIEW);
    } else {
      call.output().list(verdicts, VIEW);
    }
    if (verdicts.stream().anyMatch(verdict -> !verdict.allowed())) {
      return exit(ErrorCode.ERROR_CODE_PERMISSION_DENIED);
    }
    return verdicts.stream().anyMatch(verdict -> !verdict.hindrance().isEmpty()) ? exit(ErrorCode.ERROR_CODE_FAILED_PRECONDITION) : 0;
  }

  private static int exit(ErrorCode code) {
    return code.getValueDescriptor().getOptions().getExtension(Errors.error).getExit();
  }
}
