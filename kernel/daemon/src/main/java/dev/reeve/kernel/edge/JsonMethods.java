package dev.reeve.kernel.edge;

import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The calls that can be made with HTTP and JSON, by path, behind the same interceptor as those of gRPC. */
final class JsonMethods {

  private final Map<String, ServerMethodDefinition<?, ?>> methods = new HashMap<>();

  JsonMethods(List<ServerServiceDefinition> services, ServerInterceptor interceptor) {
    for (ServerServiceDefinition service : services) {
      for (ServerMethodDefinition<?, ?> method : ServerInterceptors.intercept(service, interceptor).getMethods()) {
        methods.put("/" + method.getMethodDescriptor().getFullMethodName(), method);
      }
    }
  }

  /** The call of a path, as {@code /reeve.v1.Service/Method}; null: there is none. */
  @Nullable ServerMethodDefinition<?, ?> find(String path) {
    return methods.get(path);
  }

  /** Whether a call has more than one message on a side, and so no form in HTTP. */
  static boolean streams(ServerMethodDefinition<?, ?> method) {
    return method.getMethodDescriptor().getType() != MethodType.UNARY;
  }
}
