package dev.reeve.client;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keys as they are named by a word. An encrypted file that was opened stays open here, so that its passphrase is asked for once. */
public final class Keyring {

  /** The word for the only Ed25519 key of ssh-agent; a colon and an id may follow. */
  public static final String AGENT = "agent";

  private final SshAgent agent;
  private final List<FileKey> opened = new CopyOnWriteArrayList<>();

  public Keyring(SshAgent agent) {
    this.agent = agent;
  }

  /** The Ed25519 keys of ssh-agent, in its order. */
  public List<SshPublicKey> agentKeys() {
    return agent.keys();
  }

  /**
   * The key that is meant by {@code FILE}, {@code agent}, the only Ed25519 key of ssh-agent, or {@code agent:ID}, where the id is the key's
   * of 16 hexadecimal digits or the fingerprint {@code SHA256:…} that OpenSSH shows.
   *
   * @throws ReeveException when there is none, or more than one
   */
  public LoginKey open(String word, Passphrases ask) {
    if (word.equals(AGENT)) {
      return AgentKey.only(agent);
    }
    if (word.startsWith(AGENT + ":")) {
      return AgentKey.named(word.substring(AGENT.length() + 1), agent);
    }
    FileKey key = FileKey.opened(path(word), ask, opened);
    if (key.encrypted() && !opened.contains(key)) {
      opened.add(key);
    }
    return key;
  }

  private static Path path(String word) {
    try {
      return Path.of(word);
    } catch (InvalidPathException noPath) {
      throw ReeveException.usage("'" + word + "' is no name of a key file", "give a file, agent or agent:ID");
    }
  }
}
