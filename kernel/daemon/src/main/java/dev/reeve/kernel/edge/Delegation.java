package dev.reeve.kernel.edge;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Families;
import dev.reeve.v1.AuthorizationOuterClass;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Which patterns the contract lets somebody pass on who is no administrator: those that touch nothing it does not mark delegable. */
final class Delegation implements Predicate<CapabilityPattern> {

  private final Map<CapabilityPattern, Boolean> known = new HashMap<>();

  Delegation(List<FileDescriptor> contract) {
    Families.all().forEach(family -> known.put(CapabilityPattern.parse(family.getAction()), family.getDelegable()));
    for (FileDescriptor file : contract) {
      for (ServiceDescriptor service : file.getServices()) {
        for (MethodDescriptor method : service.getMethods()) {
          var authorization = method.getOptions().getExtension(AuthorizationOuterClass.authorization);
          if (!authorization.getCapability().isEmpty()) {
            known.merge(CapabilityPattern.parse(authorization.getCapability()), authorization.getDelegable(), Boolean::logicalAnd);
          }
        }
      }
    }
  }

  @Override
  public boolean test(CapabilityPattern pattern) {
    if (pattern.action().startsWith("self:")) {
      return true;
    }
    List<Boolean> touched = known.entrySet().stream().filter(one -> one.getKey().overlaps(pattern)).map(Map.Entry::getValue).toList();
    return !touched.isEmpty() && touched.stream().allMatch(delegable -> delegable);
  }
}
