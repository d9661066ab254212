package dev.reeve.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** A key that ssh-agent holds. What it signs is verified before it is used. */
final class AgentKey extends LoginKey {

  private final SshAgent agent;
  private final SshPublicKey key;

  private AgentKey(SshAgent agent, SshPublicKey key) {
    this.agent = agent;
    this.key = key;
  }

  /**
   * The only Ed25519 key of the agent.
   *
   * @throws ReeveException when it has none or several
   */
  static AgentKey only(SshAgent agent) {
    return one(agent.keys(), "", agent);
  }

  /**
   * The agent's key of that id, 16 hexadecimal digits, or fingerprint {@code SHA256:…}.
   *
   * @throws ReeveException when it has none of that name
   */
  static AgentKey named(String name, SshAgent agent) {
    String id = name.toLowerCase(Locale.ROOT);
    return one(agent.keys().stream().filter(key -> key.id().equals(id) || key.fingerprint().equals(name)).toList(), " '" + name + "'", agent);
  }

  private static AgentKey one(List<SshPublicKey> found, String named, SshAgent agent) {
    if (found.isEmpty()) {
      throw ReeveException.usage("ssh-agent has no Ed25519 key" + named, "see 'reeve key agent', or add one with ssh-add");
    }
    if (found.stream().map(SshPublicKey::publicKey).distinct().count() > 1) {
      String ids = found.stream().map(SshPublicKey::id).collect(Collectors.joining(", "));
      throw ReeveException.usage("ssh-agent has several Ed25519 keys: " + ids, "name one as agent:ID; see 'reeve key agent'");
    }
    return new AgentKey(agent, found.getFirst());
  }

  @Override
  public String publicKey() {
    return key.publicKey();
  }

  @Override
  public String sign(String text) {
    byte[] data = text.getBytes(UTF_8);
    byte[] signature = agent.sign(key, data);
    Ed25519Signer verifier = new Ed25519Signer();
    verifier.init(false, new Ed25519PublicKeyParameters(HexFormat.of().parseHex(key.publicKey())));
    verifier.update(data, 0, data.length);
    if (!verifier.verifySignature(signature)) {
      throw ReeveException.local(
          LocalError.FAILED, "what ssh-agent signed is not signed by key " + id(), "check what listens at SSH_AUTH_SOCK");
    }
    return HexFormat.of().formatHex(signature);
  }
}
