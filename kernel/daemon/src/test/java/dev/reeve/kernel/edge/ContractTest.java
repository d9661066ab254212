package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.v1.Authorization;
import dev.reeve.v1.AuthorizationOuterClass;
import dev.reeve.v1.Danger;
import io.grpc.health.v1.HealthProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every call of the contract must say of its authorization. */
class ContractTest {

  static Stream<Named<MethodDescriptor>> methods() {
    return Contract.methods().stream().map(method -> Named.of(Contract.name(method), method));
  }

  private static Authorization of(MethodDescriptor method) {
    return method.getOptions().getExtension(AuthorizationOuterClass.authorization);
  }

  private static final List<String> BRING_PROOF =
      List.of("reeve.v1.SessionService.Authenticate", "reeve.v1.AdminService.InviteRedeem", "reeve.v1.AdminService.PairDeviceRedeem");

  @Test
  void everyServiceOfTheContractIsServedAndNoOther() {
    assertThat(Contract.services().stream().map(ServiceDescriptor::getFullName))
        .containsExactlyInAnyOrder(
            "reeve.v1.KernelService", "reeve.v1.AdminService", "reeve.v1.SessionService", "reeve.v1.AgentService", "reeve.v1.RunService",
            "reeve.v1.ToolService", "reeve.v1.ApprovalService", "reeve.v1.PolicyService", "reeve.v1.AuditService", "reeve.v1.StoreService");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void itSaysWhatItNeedsWithinTheGrammar(MethodDescriptor method) {
    assertThat(method.getOptions().hasExtension(AuthorizationOuterClass.authorization)).as("the option").isTrue();
    Authorization authorization = of(method);
    boolean bringsProof = BRING_PROOF.contains(method.getFullName());
    assertThat(authorization.getUnauthenticated()).as("only what brings its proof along is served without identity").isEqualTo(bringsProof);
    if (bringsProof) {
      assertThat(authorization.getCapability()).isEmpty();
      return;
    }
    assertThat(new Capability(authorization.getCapability(), null).toString()).isEqualTo(authorization.getCapability());
    if (!authorization.getSelfCapability().isEmpty()) {
      assertThat(authorization.getSelfCapability()).isEqualTo("self:" + authorization.getCapability());
    }
    assertThat(authorization.getDanger()).isNotIn(Danger.DANGER_UNSPECIFIED, Danger.UNRECOGNIZED);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theFieldsItNamesAreThereAndAreTexts(MethodDescriptor method) {
    for (String name : List.of(of(method).getTargetField(), of(method).getResourceField())) {
      if (!name.isEmpty()) {
        FieldDescriptor field = method.getInputType().findFieldByName(name);
        assertThat(field).as(name).isNotNull();
        assertThat(field.getJavaType()).isEqualTo(FieldDescriptor.JavaType.STRING);
        assertThat(field.isRepeated()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void whatChangesSomethingIsNoMereRead(MethodDescriptor method) {
    Authorization authorization = of(method);
    if (authorization.getMutates()) {
      assertThat(authorization.getDanger()).isNotEqualTo(Danger.DANGER_SAFE);
      assertThat(authorization.getSensitive()).as("a mutation is recorded anyway").isFalse();
    } else if (authorization.getDanger() != Danger.DANGER_SAFE) {
      assertThat(authorization.getSensitive()).as("a dangerous read is recorded").isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void whatIsServedBeforeItsIntentIsDurableChangesRowsAlone(MethodDescriptor method) {
    Authorization authorization = of(method);
    if (authorization.getRows()) {
      assertThat(authorization.getMutates()).isTrue();
      assertThat(authorization.getOutside()).isFalse();
      assertThat(authorization.getUnauthenticated()).isFalse();
      assertThat(method.isClientStreaming() || method.isServerStreaming()).isFalse();
    }
  }

  @Test
  void aRunMayAskOnlyAboutItselfToolsAndAPerson() {
    Set<String> open = Set.of("SessionService/WhoAmI", "ToolService/List", "ToolService/Call", "KernelService/GetCommands", "ApprovalService/Ask");
    assertThat(Contract.methods().stream().filter(method -> of(method).getFromRun()).map(Contract::name)).containsExactlyInAnyOrderElementsOf(open);
  }

  @Test
  void oneCapabilityIsPassedOnByAllItsCallsOrByNone() {
    Map<String, Boolean> delegable = new HashMap<>();
    for (MethodDescriptor method : Contract.methods()) {
      Boolean before = delegable.putIfAbsent(of(method).getCapability(), of(method).getDelegable());
      assertThat(of(method).getDelegable()).as(Contract.name(method)).isEqualTo(before == null ? of(method).getDelegable() : before);
    }
    assertThat(delegable).containsEntry("system:shutdown", false).containsEntry("capsule:install", false).containsEntry("audit:read", false);
  }

  @Test
  void aMethodWithoutTheOptionIsNotServed() {
    MethodDescriptor bare = HealthProto.getDescriptor().findServiceByName("Health").findMethodByName("Check");
    assertThatThrownBy(() -> MethodPolicy.of(bare))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("grpc.health.v1.Health.Check says nothing about authorization");
  }
}
