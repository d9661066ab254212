package dev.reeve.kernel.edge;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.reeve.v1.Authorization;
import dev.reeve.v1.Danger;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The policy of every call that is served, by full method name. A call that is not here is refused. */
final class Methods {

  /** gRPC's own services on this socket, whose descriptors are not ours to annotate. */
  private static final Map<String, Authorization> FOREIGN =
      Map.of(
          "grpc.health.v1.Health", Authorization.newBuilder().setUnauthenticated(true).setDanger(Danger.DANGER_SAFE).build(),
          "grpc.reflection.v1.ServerReflection",
              Authorization.newBuilder()
                  .setCapability("system:status")
                  .setSelfCapability("self:system:status")
                  .setDanger(Danger.DANGER_SAFE)
                  .build());

  private static final String HEALTH = "grpc.health.v1.Health/";

  private final Map<String, MethodPolicy> policies = new HashMap<>();

  /** Reads the contract of the services that will be served. */
  Methods(List<ServerServiceDefinition> services) {
    for (ServerServiceDefinition service : services) {
      if (!(service.getServiceDescriptor().getSchemaDescriptor() instanceof ProtoServiceDescriptorSupplier supplier)) {
        throw new IllegalArgumentException(service.getServiceDescriptor().getName() + " has no descriptor");
      }
      ServiceDescriptor descriptor = supplier.getServiceDescriptor();
      Authorization foreign = FOREIGN.get(descriptor.getFullName());
      for (MethodDescriptor method : descriptor.getMethods()) {
        MethodPolicy policy =
            foreign == null
                ? MethodPolicy.of(method)
                : new MethodPolicy(
                    descriptor.getFullName() + "/" + method.getName(), foreign, null, null, false, method.isServerStreaming(), false,
                    method.isClientStreaming());
        policies.put(policy.method(), policy);
      }
    }
  }

  /** The policy of a call by its full name with a slash; null when it is not served. */
  @Nullable MethodPolicy find(String method) {
    return policies.get(method);
  }

  /** Whether a call asks for health, which is answered to everybody and recorded nowhere. */
  static boolean isHealth(MethodPolicy method) {
    return method.method().startsWith(HEALTH);
  }
}
