package dev.reeve.kernel.durability;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import dev.reeve.evidence.AuditRecord;
import dev.reeve.kernel.edge.Client;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.AgentGetRequest;
import dev.reeve.v1.AgentServiceGrpc;
import dev.reeve.v1.AuditFilter;
import dev.reeve.v1.AuditServiceGrpc;
import dev.reeve.v1.CapsGrantRequest;
import dev.reeve.v1.ErrorCode;
import dev.reeve.v1.GetRunRequest;
import dev.reeve.v1.InviteIssueRequest;
import dev.reeve.v1.InviteIssueResponse;
import dev.reeve.v1.InviteListRequest;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.ListAuditRequest;
import dev.reeve.v1.LockdownRequest;
import dev.reeve.v1.PrincipalInfo;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunServiceGrpc;
import dev.reeve.v1.StoreServiceGrpc;
import dev.reeve.v1.VerifyAuditRequest;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.file.Path;
import java.util.List;

/** The first operator of a home, on its socket. */
final class Operator implements AutoCloseable {

  private final Client client;

  Operator(Path socket) {
    client = new Client(socket);
  }

  Channel channel() {
    return client.plain();
  }

  AdminServiceGrpc.AdminServiceBlockingStub admin() {
    return AdminServiceGrpc.newBlockingStub(channel());
  }

  KernelServiceGrpc.KernelServiceBlockingStub kernel() {
    return KernelServiceGrpc.newBlockingStub(channel());
  }

  AuditServiceGrpc.AuditServiceBlockingStub audit() {
    return AuditServiceGrpc.newBlockingStub(channel());
  }

  StoreServiceGrpc.StoreServiceBlockingStub store() {
    return StoreServiceGrpc.newBlockingStub(channel());
  }

  RunServiceGrpc.RunServiceBlockingStub runs() {
    return RunServiceGrpc.newBlockingStub(channel());
  }

  AgentServiceGrpc.AgentServiceBlockingStub agents() {
    return AgentServiceGrpc.newBlockingStub(channel());
  }

  Run run(String id) {
    return runs().get(GetRunRequest.newBuilder().setRun(id).build()).getRun();
  }

  boolean create(String name) {
    return admin().agentCreate(AgentCreateRequest.newBuilder().setName(name).build()).getChanged();
  }

  boolean grant(String principal, String capability) {
    return admin().capsGrant(CapsGrantRequest.newBuilder().setPrincipal(principal).addCapabilities(capability).build()).getChanged();
  }

  PrincipalInfo principal(String name) {
    return admin().agentGet(AgentGetRequest.newBuilder().setPrincipal(name).build()).getPrincipal();
  }

  boolean exists(String name) {
    try {
      return principal(name).getName().equals(name);
    } catch (StatusRuntimeException absent) {
      return false;
    }
  }

  InviteIssueResponse invite(String label) {
    return admin().inviteIssue(InviteIssueRequest.newBuilder().addGroups("agent").setLabel(label).build());
  }

  List<String> invites() {
    return admin().inviteList(InviteListRequest.getDefaultInstance()).getTicketsList().stream().map(invite -> invite.getLabel()).toList();
  }

  boolean lockdown(boolean on) {
    return kernel().lockdown(LockdownRequest.newBuilder().setOn(on).setReason("a test").build()).getChanged();
  }

  boolean intact() {
    return audit().verify(VerifyAuditRequest.getDefaultInstance()).getIntact();
  }

  List<dev.reeve.v1.AuditRecord> records(AuditFilter filter) {
    return audit().list(ListAuditRequest.newBuilder().setFilter(filter).build()).getRecordsList();
  }

  /** Outcomes of a method, from the newest. */
  List<dev.reeve.v1.AuditRecord> outcomes(String method) {
    return records(AuditFilter.newBuilder().setMethod(method).setKind(AuditRecord.Kind.OUTCOME.label()).build());
  }

  /** The registry's code of a refusal. */
  static ErrorCode code(StatusRuntimeException refused) throws com.google.protobuf.InvalidProtocolBufferException {
    com.google.rpc.Status status = StatusProto.fromThrowable(refused);
    for (Any detail : status == null ? List.<Any>of() : status.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        return ErrorCode.valueOf("ERROR_CODE_" + detail.unpack(ErrorInfo.class).getReason());
      }
    }
    throw new AssertionError("a refusal without code", refused);
  }

  @Override
  public void close() {
    client.close();
  }
}
