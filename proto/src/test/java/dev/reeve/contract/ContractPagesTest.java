package dev.reeve.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.reeve.v1.Authorization;
import dev.reeve.v1.AuthorizationOuterClass;
import dev.reeve.v1.ErrorCode;
import dev.reeve.v1.ErrorSpec;
import dev.reeve.v1.Errors;
import dev.reeve.v1.Family;
import dev.reeve.v1.ResourceFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** {@code docs/rpc.md} and {@code docs/errors.md} are what the contract says; {@code -Dreeve.docs.write=true} writes them anew. */
class ContractPagesTest {

  private static final Path DOCS = Path.of(System.getProperty("reeve.root", ".."), "docs");

  @Test
  void thePageOfCallsIsTheContract() throws IOException {
    check("rpc.md", calls());
  }

  @Test
  void thePageOfErrorsIsTheRegistry() throws IOException {
    check("errors.md", errors());
  }

  private static void check(String name, String expected) throws IOException {
    Path page = DOCS.resolve(name);
    if (Boolean.getBoolean("reeve.docs.write")) {
      Files.writeString(page, expected);
    }
    assertThat(page).as("run: mvn -pl proto test -Dreeve.docs.write=true").content().isEqualTo(expected);
  }

  private static String calls() {
    StringBuilder page = new StringBuilder();
    page.append("# Calls and what they need\n\nMade from the `.proto` files; the build fails when it drifts.\n\n");
    page.append("*needs* holds for any target; *self* is enough when the target is the caller. What follows `@` is the named field of the request.\n");
    page.append("`mutates`: intent and outcome are audited durably. `sensitive`: each read has an audit record. `run`: may be called on a run's channel.\n");
    page.append("Health checks (`grpc.health.v1`) need no identity; server reflection needs `system:status` or `self:system:status`.\n");
    for (ServiceDescriptor service : Contract.services()) {
      page.append("\n## ").append(service.getName()).append("\n\n| call | needs | self | danger | marks |\n| --- | --- | --- | --- | --- |\n");
      service.getMethods().forEach(call -> page.append(row(call)));
    }
    page.append("\n## Capabilities that no call needs by itself\n\n| action | resource | danger | for |\n| --- | --- | --- | --- |\n");
    for (ResourceFamily value : ResourceFamily.values()) {
      if (value != ResourceFamily.UNRECOGNIZED && value != ResourceFamily.RESOURCE_FAMILY_UNSPECIFIED) {
        Family family = value.getValueDescriptor().getOptions().getExtension(AuthorizationOuterClass.family);
        page.append("| `%s` | %s | %s | %s |%n".formatted(
            family.getAction(), word(family.getResource().name(), "RESOURCE_KIND_"), word(family.getDanger().name(), "DANGER_"), family.getDescription()));
      }
    }
    return page.toString();
  }

  private static String row(MethodDescriptor call) {
    Authorization authorization = Contract.authorization(call);
    String resource = authorization.getResourceField().isEmpty() ? "" : "@" + authorization.getResourceField();
    List<String> marks = new ArrayList<>();
    if (authorization.getMutates()) {
      marks.add("mutates");
    }
    if (authorization.getSensitive()) {
      marks.add("sensitive");
    }
    if (authorization.getFromRun()) {
      marks.add("run");
    }
    String self = authorization.getSelfCapability().isEmpty() ? "–" : "`" + authorization.getSelfCapability() + resource + "`";
    return "| `%s` | `%s%s` | %s | %s | %s |%n".formatted(
        call.getName(), authorization.getCapability(), resource, self, word(authorization.getDanger().name(), "DANGER_"), String.join(", ", marks));
  }

  private static String errors() {
    StringBuilder page = new StringBuilder();
    page.append("# Errors\n\nMade from `errors.proto`; the build fails when it drifts. The reason is `ErrorInfo.reason` with domain `reeve.dev`; numbers never change.\n\n");
    page.append("| number | reason | gRPC code | exit code | who can act | remedy |\n| --- | --- | --- | --- | --- | --- |\n");
    for (ErrorCode code : ErrorCode.values()) {
      if (code != ErrorCode.UNRECOGNIZED && code != ErrorCode.ERROR_CODE_UNSPECIFIED) {
        ErrorSpec spec = code.getValueDescriptor().getOptions().getExtension(Errors.error);
        page.append("| %d | %s | %s | %d | %s | %s |%n".formatted(
            code.getNumber(), code.name().substring("ERROR_CODE_".length()), spec.getGrpc(), spec.getExit(),
            word(spec.getCategory().name(), "ERROR_CATEGORY_"), spec.getRemedy()));
      }
    }
    page.append("\nWhat the exit codes of the command line mean is in [cli.md](cli.md).\n");
    return page.toString();
  }

  private static String word(String constant, String prefix) {
    return constant.substring(prefix.length()).toLowerCase(Locale.ROOT);
  }
}
