package dev.reeve.kernel.edge;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.reeve.v1.Admin;
import dev.reeve.v1.AgentOuterClass;
import dev.reeve.v1.ApprovalOuterClass;
import dev.reeve.v1.Audit;
import dev.reeve.v1.Kernel;
import dev.reeve.v1.Policy;
import dev.reeve.v1.RunOuterClass;
import dev.reeve.v1.SessionOuterClass;
import dev.reeve.v1.Store;
import dev.reeve.v1.ToolOuterClass;
import java.util.ArrayList;
import java.util.List;

/** Every call of the contract. */
final class Contract {

  private static final List<FileDescriptor> FILES =
      List.of(
          Kernel.getDescriptor(), Admin.getDescriptor(), SessionOuterClass.getDescriptor(), AgentOuterClass.getDescriptor(), RunOuterClass.getDescriptor(),
          ToolOuterClass.getDescriptor(), ApprovalOuterClass.getDescriptor(), Policy.getDescriptor(), Audit.getDescriptor(), Store.getDescriptor());

  private Contract() {}

  static List<ServiceDescriptor> services() {
    return FILES.stream().flatMap(file -> file.getServices().stream()).toList();
  }

  static List<MethodDescriptor> methods() {
    List<MethodDescriptor> methods = new ArrayList<>();
    services().forEach(service -> methods.addAll(service.getMethods()));
    return methods;
  }

  /** {@code RunService/Start}. */
  static String name(MethodDescriptor method) {
    return method.getService().getName() + "/" + method.getName();
  }

  static MethodDescriptor method(String name) {
    return methods().stream().filter(method -> name(method).equals(name)).findFirst().orElseThrow();
  }
}
