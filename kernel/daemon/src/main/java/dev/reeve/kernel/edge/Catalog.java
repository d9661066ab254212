package dev.reeve.kernel.edge;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.reeve.kernel.authority.Families;
import dev.reeve.v1.Authorization;
import dev.reeve.v1.AuthorizationOuterClass;
import dev.reeve.v1.CatalogEntry;
import dev.reeve.v1.Family;
import dev.reeve.v1.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What there is to be allowed: every capability that the contract's calls need, and every family of resources. */
final class Catalog {

  private Catalog() {}

  /** By capability, in order. */
  static List<CatalogEntry> of(List<FileDescriptor> contract) {
    Map<String, CatalogEntry.Builder> entries = new TreeMap<>();
    for (FileDescriptor file : contract) {
      for (ServiceDescriptor service : file.getServices()) {
        for (MethodDescriptor method : service.getMethods()) {
          Authorization authorization = method.getOptions().getExtension(AuthorizationOuterClass.authorization);
          if (!authorization.getCapability().isEmpty()) {
            add(entries, authorization, service.getName() + "/" + method.getName());
          }
        }
      }
    }
    for (Family family : Families.all()) {
      entries.put(
          family.getAction(),
          CatalogEntry.newBuilder()
              .setCapability(family.getAction())
              .setDanger(family.getDanger())
              .setDelegable(family.getDelegable())
              .setResource(family.getResource())
              .setDescription(family.getDescription()));
    }
    return entries.values().stream().map(CatalogEntry.Builder::build).toList();
  }

  /** Of several calls with one capability, the most dangerous one and the strictest word on delegation count. */
  private static void add(Map<String, CatalogEntry.Builder> entries, Authorization authorization, String method) {
    CatalogEntry.Builder before = entries.get(authorization.getCapability());
    CatalogEntry.Builder entry =
        before == null ? CatalogEntry.newBuilder().setCapability(authorization.getCapability()).setDelegable(true) : before;
    entry.addMethods(method).setDelegable(entry.getDelegable() && authorization.getDelegable());
    if (authorization.getDanger().getNumber() > entry.getDanger().getNumber()) {
      entry.setDanger(authorization.getDanger());
    }
    if (!authorization.getSelfCapability().isEmpty()) {
      entry.setSelfCapability(authorization.getSelfCapability());
    }
    if (!authorization.getResourceField().isEmpty()) {
      entry.setResource(ResourceKind.RESOURCE_KIND_NAME);
    }
    entry.setDescription("needed for " + String.join(", ", entry.getMethodsList()));
    entries.put(authorization.getCapability(), entry);
  }
}
