package dev.reeve.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.reeve.v1.AdminRequest;
import dev.reeve.v1.Authorization;
import dev.reeve.v1.Danger;
import dev.reeve.v1.ErrorCode;
import dev.reeve.v1.ErrorSpec;
import dev.reeve.v1.Errors;
import dev.reeve.v1.KernelRequest;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContractRulesTest {

  private static final Pattern ACTION = Pattern.compile("[A-Za-z0-9_-]+(:[A-Za-z0-9_-]+)+");

  /** Calls whose caller brings the proof along: a key, or a ticket. */
  private static final Set<String> UNAUTHENTICATED =
      Set.of("reeve.v1.SessionService.Authenticate", "reeve.v1.AdminService.InviteRedeem", "reeve.v1.AdminService.PairDeviceRedeem");

  static Stream<MethodDescriptor> calls() {
    return Contract.calls();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void eachCallSaysWhatItNeeds(MethodDescriptor call) {
    Authorization authorization = Contract.authorization(call);
    if (UNAUTHENTICATED.contains(call.getFullName())) {
      assertThat(authorization.getUnauthenticated()).isTrue();
      assertThat(authorization.getCapability()).isEmpty();
    } else {
      assertThat(authorization.getUnauthenticated()).isFalse();
      assertThat(authorization.getCapability()).matches(ACTION);
    }
    assertThat(authorization.getDanger()).isNotEqualTo(Danger.DANGER_UNSPECIFIED);
    if (!authorization.getSelfCapability().isEmpty()) {
      assertThat(authorization.getSelfCapability()).isEqualTo("self:" + authorization.getCapability());
    }
    for (String field : List.of(authorization.getTargetField(), authorization.getResourceField())) {
      assertThat(field.isEmpty() || call.getInputType().findFieldByName(field) != null).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("calls")
  void eachCallHasItsOwnRequestAndResponse(MethodDescriptor call) {
    assertThat(Contract.calls().filter(other -> other.getInputType().equals(call.getInputType()))).hasSize(1);
    assertThat(Contract.calls().filter(other -> other.getOutputType().equals(call.getOutputType()))).hasSize(1);
    assertThat(call.getInputType().getName()).endsWith("Request");
    assertThat(call.getOutputType().getName()).endsWith("Response");
  }

  @Test
  void servicesEndInServiceAndEnumsStartUnspecified() {
    assertThat(Contract.services()).allSatisfy(service -> assertThat(service.getName()).endsWith("Service"));
    List<EnumDescriptor> enums = Contract.services().stream().flatMap(service -> service.getFile().getEnumTypes().stream()).distinct().toList();
    assertThat(enums).isNotEmpty().allSatisfy(one -> assertThat(one.findValueByNumber(0).getName()).endsWith("_UNSPECIFIED"));
  }

  @Test
  void kernelAndAdminCallsHaveTheirVariantInTheRequestMessages() {
    assertThat(variants("KernelService")).containsExactlyElementsOf(fields(KernelRequest.getDescriptor()));
    assertThat(variants("AdminService")).containsExactlyElementsOf(fields(AdminRequest.getDescriptor()));
  }

  private static List<String> variants(String service) {
    return Contract.calls()
        .filter(call -> call.getService().getName().equals(service))
        .map(call -> call.getName().replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(java.util.Locale.ROOT))
        .sorted()
        .toList();
  }

  private static List<String> fields(com.google.protobuf.Descriptors.Descriptor message) {
    return message.getFields().stream().map(field -> field.getName()).sorted().toList();
  }

  @Test
  void eachErrorHasACodeAnExitAndARemedy() {
    for (ErrorCode code : ErrorCode.values()) {
      if (code == ErrorCode.UNRECOGNIZED || code == ErrorCode.ERROR_CODE_UNSPECIFIED) {
        continue;
      }
      ErrorSpec spec = code.getValueDescriptor().getOptions().getExtension(Errors.error);
      assertThat(io.grpc.Status.Code.valueOf(spec.getGrpc())).isNotEqualTo(io.grpc.Status.Code.OK);
      assertThat(spec.getExit()).isBetween(1, 9);
      assertThat(spec.getRemedy()).isNotBlank();
    }
  }
}
