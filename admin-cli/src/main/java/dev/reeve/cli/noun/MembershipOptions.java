package dev.reeve.cli.noun;

import dev.reeve.client.ReeveException;
import dev.reeve.v1.AgentModifyRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a principal joins and leaves, and whose processes it is. */
final class MembershipOptions {

  @Option(names = "--add-group", split = ",", paramLabel = "G", description = "Groups to join.")
  @Nullable List<String> addGroups;

  @Option(names = "--remove-group", split = ",", paramLabel = "G", description = "Groups to leave.")
  @Nullable List<String> removeGroups;

  @Option(names = "--add-uid", split = ",", paramLabel = "N", converter = IdWord.class,
      description = "User ids whose processes may act as it.")
  @Nullable List<Integer> addUids;

  @Option(names = "--remove-uid", split = ",", paramLabel = "N", converter = IdWord.class, description = "User ids that may no longer.")
  @Nullable List<Integer> removeUids;

  @Option(names = "--add-gid", split = ",", paramLabel = "N", converter = IdWord.class,
      description = "Group ids whose processes may act as it.")
  @Nullable List<Integer> addGids;

  @Option(names = "--remove-gid", split = ",", paramLabel = "N", converter = IdWord.class, description = "Group ids that may no longer.")
  @Nullable List<Integer> removeGids;

  @Option(names = "--unsafe-admin", description = "Needed to join a group that covers everything.")
  boolean unsafeAdmin;

  /** @throws ReeveException when nothing is to be changed */
  AgentModifyRequest.Builder request(String principal) {
    AgentModifyRequest.Builder request =
        AgentModifyRequest.newBuilder()
            .addAllAddGroups(orNone(addGroups))
            .addAllRemoveGroups(orNone(removeGroups))
            .addAllAddUids(orNone(addUids))
            .addAllRemoveUids(orNone(removeUids))
            .addAllAddGids(orNone(addGids))
            .addAllRemoveGids(orNone(removeGids));
    if (request.build().equals(AgentModifyRequest.getDefaultInstance())) {
      throw ReeveException.usage("nothing to change is given", "see 'reeve agent modify --help'");
    }
    return request.setPrincipal(principal).setUnsafeAdmin(unsafeAdmin);
  }

  private static <T> List<T> orNone(@Nullable List<T> given) {
    return given == null ? List.of() : given;
  }
}
