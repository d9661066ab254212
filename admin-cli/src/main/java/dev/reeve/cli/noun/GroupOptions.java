package dev.reeve.cli.noun;

import dev.reeve.client.ReeveException;
import dev.reeve.v1.CapabilityList;
import dev.reeve.v1.GroupModifyRequest;
import dev.reeve.v1.Quotas;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be changed of a group. */
final class GroupOptions {

  @Option(names = "--cap", split = ",", paramLabel = "CAP", description = "Its capability patterns, in place of all it has.")
  @Nullable List<String> capabilities;

  @Option(names = "--add-cap", split = ",", paramLabel = "CAP", description = "Patterns to add.")
  @Nullable List<String> addCapabilities;

  @Option(names = "--remove-cap", split = ",", paramLabel = "CAP", description = "Patterns to take away.")
  @Nullable List<String> removeCapabilities;

  @Option(names = "--description", paramLabel = "T", description = "What it is for; at most 256 characters.")
  @Nullable String description;

  @Option(names = "--clear-description", description = "Have no description.")
  boolean clearDescription;

  @Option(names = "--unsafe-admin", negatable = true, description = "Whether it may hold a pattern that covers everything.")
  @Nullable Boolean unsafeAdmin;

  @Option(names = "--quota", split = ",", paramLabel = "NAME=VALUE", description = "Caps on each member's limits, such as memory=512MiB.")
  @Nullable List<String> quotas;

  @Option(names = "--clear-quota", split = ",", paramLabel = "NAME", description = "Caps to take away.")
  @Nullable List<String> clearQuotas;

  /** @throws ReeveException when nothing is to be changed, or options contradict each other */
  GroupModifyRequest.Builder request(String group) {
    if (clearDescription && description != null) {
      throw ReeveException.usage("--description and --clear-description exclude each other", "give one of them");
    }
    GroupModifyRequest.Builder request =
        GroupModifyRequest.newBuilder()
            .addAllAddCapabilities(orNone(addCapabilities))
            .addAllRemoveCapabilities(orNone(removeCapabilities))
            .addAllClearQuotas(QuotaWord.fields(clearQuotas));
    if (capabilities != null) {
      request.setCapabilities(CapabilityList.newBuilder().addAllCapabilities(capabilities));
    }
    if (description != null || clearDescription) {
      request.setDescription(description == null ? "" : description);
    }
    if (unsafeAdmin != null) {
      request.setUnsafeAdmin(unsafeAdmin);
    }
    Quotas caps = QuotaWord.parse(quotas);
    if (!caps.equals(Quotas.getDefaultInstance())) {
      request.setQuotas(caps);
    }
    if (request.build().equals(GroupModifyRequest.getDefaultInstance())) {
      throw ReeveException.usage("nothing to change is given", "see 'reeve group modify --help'");
    }
    return request.setGroup(group);
  }

  private static List<String> orNone(@Nullable List<String> given) {
    return given == null ? List.of() : given;
  }
}
