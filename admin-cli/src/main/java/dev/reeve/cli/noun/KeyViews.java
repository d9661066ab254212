package dev.reeve.cli.noun;

import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import dev.reeve.client.SshPublicKey;
import dev.reeve.v1.KeyInfo;
import dev.reeve.v1.KeyScope;
import dev.reeve.v1.TicketInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How keys and the secrets that bring them are shown. */
final class KeyViews {

  static final TableView<KeyInfo> KEY =
      TableView.of(KeyInfo::getKeyId)
          .with("KEY", KeyInfo::getKeyId)
          .with("LABEL", KeyInfo::getLabel)
          .with("KIND", k -> k.getDevice() ? "device" : "key")
          .with("SCOPE", k -> scope(k.getScope()))
          .time("CREATED", k -> k.getCreatedAt());

  static final TableView<SshPublicKey> AGENT =
      new TableView<SshPublicKey>(SshPublicKey::id, KeyViews::json, List.of())
          .with("KEY", SshPublicKey::id)
          .with("FINGERPRINT", SshPublicKey::fingerprint)
          .with("COMMENT", SshPublicKey::comment);

  static final TableView<TicketInfo> TICKET =
      TableView.of(TicketInfo::getId)
          .with("ID", TicketInfo::getId)
          .with("FOR", t -> t.getPrincipal().isEmpty() ? "groups " + Words.join(t.getGroupsList()) : "principal " + t.getPrincipal())
          .with("LABEL", TicketInfo::getLabel)
          .with("USES LEFT", t -> Integer.toString(t.getUsesLeft()))
          .with("ISSUER", TicketInfo::getIssuer)
          .time("EXPIRES", t -> t.getExpiresAt());

  private KeyViews() {}

  private static String json(Json style, SshPublicKey key) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("keyId", Json.text(key.id()));
    members.put("publicKey", Json.text(key.publicKey()));
    members.put("fingerprint", Json.text(key.fingerprint()));
    members.put("comment", Json.text(key.comment()));
    return style.object(members);
  }

  /** What a key is limited to, in words. */
  static String scope(KeyScope scope) {
    String allowed = scope.getAllowCount() == 0 ? "all its principal holds" : Words.join(scope.getAllowList());
    return scope.getDenyCount() == 0 ? allowed : allowed + " except " + Words.join(scope.getDenyList());
  }
}
