package dev.reeve.cli.testkernel;

import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AgentDisableRequest;
import dev.reeve.v1.AgentDisableResponse;
import dev.reeve.v1.AgentEnableRequest;
import dev.reeve.v1.AgentEnableResponse;
import dev.reeve.v1.CapsRevokeRequest;
import dev.reeve.v1.CapsRevokeResponse;
import dev.reeve.v1.CapsUngrantRequest;
import dev.reeve.v1.CapsUngrantResponse;
import dev.reeve.v1.CapsUnrevokeRequest;
import dev.reeve.v1.CapsUnrevokeResponse;
import dev.reeve.v1.GroupCreateRequest;
import dev.reeve.v1.GroupCreateResponse;
import dev.reeve.v1.GroupDeleteRequest;
import dev.reeve.v1.GroupDeleteResponse;
import dev.reeve.v1.GroupInfo;
import dev.reeve.v1.GroupMembersRequest;
import dev.reeve.v1.GroupMembersResponse;
import dev.reeve.v1.InviteListRequest;
import dev.reeve.v1.InviteListResponse;
import dev.reeve.v1.InviteRevokeRequest;
import dev.reeve.v1.InviteRevokeResponse;
import dev.reeve.v1.KeyAddRequest;
import dev.reeve.v1.KeyAddResponse;
import dev.reeve.v1.KeyInfo;
import dev.reeve.v1.KeyListRequest;
import dev.reeve.v1.KeyListResponse;
import dev.reeve.v1.KeyRemoveRequest;
import dev.reeve.v1.KeyRemoveResponse;
import dev.reeve.v1.PairDeviceListRequest;
import dev.reeve.v1.PairDeviceListResponse;
import dev.reeve.v1.PairDeviceRedeemRequest;
import dev.reeve.v1.PairDeviceRedeemResponse;
import dev.reeve.v1.PairDeviceRevokeRequest;
import dev.reeve.v1.PairDeviceRevokeResponse;
import dev.reeve.v1.TicketInfo;
import io.grpc.stub.StreamObserver;

/** Calls about authority that say what they were asked to do was done, and lists of one. */
abstract class TestAuthority extends AdminServiceGrpc.AdminServiceImplBase {

  private static final KeyInfo KEY =
      KeyInfo.newBuilder().setKeyId("0011223344556677").setPublicKey("ab".repeat(32)).setLabel("laptop").build();

  @Override
  public void agentEnable(AgentEnableRequest request, StreamObserver<AgentEnableResponse> answers) {
    answers.onNext(AgentEnableResponse.newBuilder().setChanged(true).setGeneration(9).build());
    answers.onCompleted();
  }

  @Override
  public void agentDisable(AgentDisableRequest request, StreamObserver<AgentDisableResponse> answers) {
    answers.onNext(AgentDisableResponse.newBuilder().setChanged(true).setGeneration(9).build());
    answers.onCompleted();
  }

  @Override
  public void groupDelete(GroupDeleteRequest request, StreamObserver<GroupDeleteResponse> answers) {
    answers.onNext(GroupDeleteResponse.newBuilder().setChanged(true).setGeneration(9).build());
    answers.onCompleted();
  }

  @Override
  public void capsUngrant(CapsUngrantRequest request, StreamObserver<CapsUngrantResponse> answers) {
    answers.onNext(CapsUngrantResponse.newBuilder().setChanged(true).setGeneration(9).build());
    answers.onCompleted();
  }

  @Override
  public void capsRevoke(CapsRevokeRequest request, StreamObserver<CapsRevokeResponse> answers) {
    answers.onNext(CapsRevokeResponse.newBuilder().setChanged(true).setGeneration(9).build());
    answers.onCompleted();
  }

  @Override
  public void capsUnrevoke(CapsUnrevokeRequest request, StreamObserver<CapsUnrevokeResponse> answers) {
    answers.onNext(CapsUnrevokeResponse.newBuilder().setChanged(true).setGeneration(9).build());
    answers.onCompleted();
  }

  @Override
  public void keyRemove(KeyRemoveRequest request, StreamObserver<KeyRemoveResponse> answers) {
    answers.onNext(KeyRemoveResponse.newBuilder().setChanged(true).setGeneration(9).build());
    answers.onCompleted();
  }

  @Override
  public void groupCreate(GroupCreateRequest request, StreamObserver<GroupCreateResponse> answers) {
    answers.onNext(GroupCreateResponse.newBuilder().setChanged(true).setGeneration(9).setGroup(GroupInfo.newBuilder().setName(request.getName())).build());
    answers.onCompleted();
  }

  @Override
  public void groupMembers(GroupMembersRequest request, StreamObserver<GroupMembersResponse> answers) {
    answers.onNext(GroupMembersResponse.newBuilder().addMembers("default").build());
    answers.onCompleted();
  }

  @Override
  public void keyAdd(KeyAddRequest request, StreamObserver<KeyAddResponse> answers) {
    answers.onNext(KeyAddResponse.newBuilder().setChanged(true).setGeneration(9).setKey(KEY).build());
    answers.onCompleted();
  }

  @Override
  public void keyList(KeyListRequest request, StreamObserver<KeyListResponse> answers) {
    answers.onNext(KeyListResponse.newBuilder().addKeys(KEY).build());
    answers.onCompleted();
  }

  @Override
  public void inviteList(InviteListRequest request, StreamObserver<InviteListResponse> answers) {
    answers.onNext(InviteListResponse.newBuilder().addTickets(TicketInfo.newBuilder().setId("t1").setIssuer("default")).build());
    answers.onCompleted();
  }

  @Override
  public void inviteRevoke(InviteRevokeRequest request, StreamObserver<InviteRevokeResponse> answers) {
    answers.onNext(InviteRevokeResponse.newBuilder().setChanged(true).build());
    answers.onCompleted();
  }

  @Override
  public void pairDeviceList(PairDeviceListRequest request, StreamObserver<PairDeviceListResponse> answers) {
    answers.onNext(PairDeviceListResponse.newBuilder().addDevices(KEY).addTickets(TicketInfo.newBuilder().setId("t2").setPrincipal("default")).build());
    answers.onCompleted();
  }

  @Override
  public void pairDeviceRedeem(PairDeviceRedeemRequest request, StreamObserver<PairDeviceRedeemResponse> answers) {
    answers.onNext(PairDeviceRedeemResponse.newBuilder().setChanged(true).setPrincipal("default").setKeyId("0011223344556677").build());
    answers.onCompleted();
  }

  @Override
  public void pairDeviceRevoke(PairDeviceRevokeRequest request, StreamObserver<PairDeviceRevokeResponse> answers) {
    answers.onNext(PairDeviceRevokeResponse.newBuilder().setChanged(true).build());
    answers.onCompleted();
  }
}
