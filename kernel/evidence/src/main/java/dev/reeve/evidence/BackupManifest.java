package dev.reeve.evidence;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a backup holds, signed by the audit key of its chain. Signed are these lines in ASCII, each ended by a newline: {@code
 * reeve-backup-v1} and the SHA-256 of the canonical JSON without its member {@code signature}.
 *
 * @param kernel id of the kernel, as it says itself
 * @param version of the kernel
 * @param schema of the database
 * @param time of the backup
 * @param head the chain's last record in it
 * @param files each once, by path
 * @param keyId of the key that signed
 * @param signature Base64 with padding
 */
public record BackupManifest(
    String kernel, String version, long schema, Instant time, KnownHead head, List<Entry> files, String keyId, String signature) {

  /** Name of the manifest within the backup's archive. */
  public static final String NAME = "backup.json";

  private static final String DOMAIN = "reeve-backup-v1";
  private static final Pattern PATH = Pattern.compile("(?:[A-Za-z0-9._@+-]+/)*[A-Za-z0-9._@+-]+");
  private static final Set<String> MEMBERS = Set.of("files", "head", "kernel", "key_id", "schema", "signature", "time", "version");
  private static final Set<String> ENTRY = Set.of("path", "sha256", "size");

  /**
   * A file of a backup.
   *
   * @param path relative, of plain names with '/' between
   * @param size bytes
   * @param sha256 64 hexadecimal digits
   */
  public record Entry(String path, long size, String sha256) {

    /** @throws IllegalArgumentException for a path that leads out, or anything outside its bounds */
    public Entry {
      boolean plain = PATH.matcher(path).matches() && List.of(path.split("/", -1)).stream().noneMatch(name -> name.equals(".") || name.equals(".."));
      if (!plain || path.equals(NAME) || size < 0 || size > Json.MAX_WHOLE) {
        throw new IllegalArgumentException("'" + path + "' is no file of a backup");
      }
      Hex.require(sha256);
    }
  }

  /** @throws IllegalArgumentException for a file named twice, or anything outside its bounds */
  public BackupManifest {
    files = List.copyOf(files);
    Set<String> paths = new HashSet<>();
    for (Entry file : files) {
      if (!paths.add(file.path())) {
        throw new IllegalArgumentException("'" + file.path() + "' stands twice in the backup");
      }
    }
    Hex.require(keyId);
    AuditTime.require(time);
  }

  /** Not signed yet. */
  public static BackupManifest of(String kernel, String version, long schema, Instant time, KnownHead head, List<Entry> files) {
    return new BackupManifest(kernel, version, schema, time, head, files, "0".repeat(Hex.DIGITS), "");
  }

  /** Signed by a key. */
  public BackupManifest sign(CheckpointKey key) {
    BackupManifest named = new BackupManifest(kernel, version, schema, time, head, files, key.keyId(), "");
    return new BackupManifest(
        kernel, version, schema, time, head, files, key.keyId(), Ed25519.sign(key.secret(), named.message()));
  }

  /** Whether one of these keys signed exactly this. */
  public boolean verify(PinnedKeys keys) {
    for (PublicKey key : keys.keys()) {
      if (CheckpointKey.keyId(key).equals(keyId) && Ed25519.verify(key, message(), signature)) {
        return true;
      }
    }
    return false;
  }

  private byte[] message() {
    String digest = Hex.text(new Sha256().of(CanonicalJson.bytes(members(false))));
    return (DOMAIN + "\n" + digest + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  private Json.Members members(boolean signed) {
    List<Object> entries = new ArrayList<>();
    for (Entry file : files) {
      entries.add(Map.of("path", file.path(), "sha256", file.sha256(), "size", file.size()));
    }
    Map<String, Object> members =
        new java.util.TreeMap<>(
            Map.of(
                "files", entries, "head", head.toString(), "kernel", kernel, "key_id", keyId, "schema", schema, "time", AuditTime.text(time),
                "version", version));
    if (signed) {
      members.put("signature", signature);
    }
    return Json.members(members);
  }

  /** Canonical JSON. */
  public String text() {
    return new String(CanonicalJson.bytes(members(true)), StandardCharsets.UTF_8);
  }

  /**
   * Reads {@link #text}; the signature is not looked at.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static BackupManifest parse(byte[] text) {
    try {
      if (!(CanonicalJson.parse(text) instanceof Json.Members members)) {
        throw new IllegalArgumentException("a backup's manifest is an object");
      }
      Params params = Params.of("a backup's manifest", members.values(), MEMBERS);
      if (!(members.values().get("files") instanceof Json.Items items)) {
        throw new IllegalArgumentException("a backup's files are an array");
      }
      List<Entry> files = new ArrayList<>();
      for (Json item : items.values()) {
        Map<String, Json> values = item instanceof Json.Members entry ? entry.values() : Map.of();
        Params entry = Params.of("a file", values, ENTRY);
        files.add(new Entry(entry.text("path"), entry.whole("size"), entry.text("sha256")));
      }
      return new BackupManifest(
          params.text("kernel"), params.text("version"), params.whole("schema"), AuditTime.parse(params.text("time")),
          KnownHead.parse(params.text("head")), files, params.text("key_id"), params.text("signature"));
    } catch (MalformedJsonException e) {
      throw new IllegalArgumentException("not a backup's manifest: " + e.getMessage(), e);
    }
  }
}
