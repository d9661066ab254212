package dev.reeve.cli.trust;

import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How trusted publishers are shown. */
final class TrustViews {

  static final TableView<TrustedPublisher> PUBLISHER =
      new TableView<TrustedPublisher>(TrustedPublisher::key, TrustViews::json, List.of())
          .with("NAME", TrustedPublisher::name)
          .with("KEY", TrustedPublisher::key)
          .with("ISOLATION", one -> one.isolation().word())
          .with("CHANNEL", one -> one.channel().word())
          .with("NOT AFTER", TrustViews::notAfter)
          .with("REVOKED", one -> one.revoked() ? "yes" : "no")
          .with("MAY", one -> Words.join(one.allowed()));

  private TrustViews() {}

  private static String notAfter(TrustedPublisher publisher) {
    return publisher.notAfter() == null ? "" : publisher.notAfter().toString();
  }

  private static String json(Json style, TrustedPublisher publisher) {
    return style.object(members(style, publisher));
  }

  static Map<String, String> members(Json style, TrustedPublisher publisher) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("name", Json.text(publisher.name()));
    members.put("key", Json.text(publisher.key()));
    members.put("maxIsolation", Json.text(publisher.isolation().word()));
    members.put("allowedPermissions", style.array(publisher.allowed().stream().map(Json::text).toList()));
    members.put("notAfter", Json.text(notAfter(publisher)));
    members.put("revoked", Boolean.toString(publisher.revoked()));
    members.put("channel", Json.text(publisher.channel().word()));
    return members;
  }
}
