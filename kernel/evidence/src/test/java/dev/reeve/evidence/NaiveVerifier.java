package dev.reeve.evidence;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A second verifier, written from {@code docs/audit-format.md} and as plainly as it can be: all in memory, every root from the definition.
 * It takes JSON apart with {@link CanonicalJson}, which is compared with another implementation elsewhere, and uses nothing else of what
 * it is compared with.
 */
final class NaiveVerifier {

  private static final String ZEROS = "0".repeat(64);

  /** What stops the reading, at the first bad record. */
  private static final class Bad extends Exception {

    private static final long serialVersionUID = 1L;
    private final long seq;

    Bad(long seq) {
      this.seq = seq;
    }
  }

  private final Path dir;
  private final @Nullable List<PublicKey> pinned;
  /** Roots of the pruned part's subtrees with their sizes, then the leaves behind it. */
  private final List<String> prunedRoots = new ArrayList<>();
  private final List<String> hashes = new ArrayList<>();
  private final Map<Long, String> keyOfEpoch = new HashMap<>();
  private final Map<String, PublicKey> keys = new HashMap<>();
  private long pruned;
  private String last = ZEROS;
  private long epoch;
  private String keyId = "";

  private NaiveVerifier(Path dir, @Nullable List<PublicKey> pinned) {
    this.dir = dir;
    this.pinned = pinned;
  }

  /** The first bad record; 0 for an intact chain. */
  static long firstBad(Path dir, @Nullable List<PublicKey> pinned) throws IOException, GeneralSecurityException {
    try {
      new NaiveVerifier(dir, pinned).read();
      return 0;
    } catch (Bad bad) {
      return bad.seq;
    }
  }

  private void read() throws Bad, IOException, GeneralSecurityException {
    if (pinned != null) {
      for (PublicKey key : pinned) {
        keys.put(id(key.getEncoded()), key);
      }
    }
    NavigableMap<Long, SortedMap<String, Json>> receipts = receipts();
    List<Path> segments = files("audit-");
    if (!receipts.isEmpty()) {
      begin(Objects.requireNonNull(receipts.lastEntry()).getValue());
      segments.removeIf(segment -> number(segment) <= pruned);
      if (segments.isEmpty()) {
        throw new Bad(pruned + 1);
      }
    }
    for (Path segment : segments) {
      require(number(segment) == records() + 1, records() + 1);
      String text = Files.readString(segment);
      String[] lines = text.split("\n", -1);
      for (int i = 0; i + 1 < lines.length; i++) {
        record(lines[i]);
      }
      require(lines[lines.length - 1].isEmpty(), records() + 1);
    }
    if (pinned != null && place() + 1 < pinned.size()) {
      throw new Bad(records() + 1);
    }
    for (SortedMap<String, Json> receipt : receipts.values()) {
      signer(receipt);
    }
  }

  private NavigableMap<Long, SortedMap<String, Json>> receipts() throws Bad, IOException, GeneralSecurityException {
    NavigableMap<Long, SortedMap<String, Json>> receipts = new TreeMap<>();
    for (Path file : files("pruned-")) {
      long size = number(file);
      String text = Files.readString(file);
      require(text.endsWith("\n"), size);
      SortedMap<String, Json> receipt = parse(text.substring(0, text.length() - 1), size);
      require(whole(receipt, "size") == size, size);
      List<String> roots = subtrees(receipt);
      require(roots.size() == Long.bitCount(size) && root(size, roots, List.of()).equals(text(receipt, "root")), size);
      PublicKey chainKey = key(text(receipt, "chain_key"), size);
      require(id(chainKey.getEncoded()).equals(text(receipt, "chain_key_id")), size);
      boolean oneKey = text(receipt, "key_id").equals(text(receipt, "chain_key_id"));
      require(whole(receipt, "epoch") >= whole(receipt, "chain_epoch"), size);
      require(oneKey == (whole(receipt, "epoch") == whole(receipt, "chain_epoch")), size);
      require(pinned == null || (keys.containsKey(text(receipt, "key_id")) && signed(receipt)), size);
      receipts.put(size, receipt);
    }
    return receipts;
  }

  private boolean signed(SortedMap<String, Json> receipt) throws GeneralSecurityException {
    List<String> roots = subtrees(receipt);
    String message =
        "reeve-audit-pruned-v1\n" + whole(receipt, "size") + "\n" + text(receipt, "head") + "\n" + text(receipt, "root") + "\n"
            + String.join(",", roots) + "\n" + text(receipt, "time") + "\n" + whole(receipt, "chain_epoch") + "\n"
            + text(receipt, "chain_key_id") + "\n" + whole(receipt, "epoch") + "\n" + text(receipt, "key_id") + "\n";
    return verifies(keys.get(text(receipt, "key_id")), message, text(receipt, "signature"));
  }

  private void begin(SortedMap<String, Json> receipt) throws Bad, GeneralSecurityException {
    pruned = whole(receipt, "size");
    prunedRoots.addAll(subtrees(receipt));
    last = text(receipt, "head");
    String chainKeyId = text(receipt, "chain_key_id");
    require(pinned == null || keys.containsKey(chainKeyId), pruned);
    keys.put(chainKeyId, key(text(receipt, "chain_key"), pruned));
    enter(whole(receipt, "chain_epoch"), chainKeyId);
  }

  /** At the end: a receipt is signed by the key that its epoch had. */
  private void signer(SortedMap<String, Json> receipt) throws Bad, GeneralSecurityException {
    long signed = whole(receipt, "epoch");
    long size = whole(receipt, "size");
    String signer = text(receipt, "key_id");
    require(signed <= epoch, records() + 1);
    long first = keyOfEpoch.keySet().stream().min(Long::compare).orElseThrow();
    require(signed < first ? !keyOfEpoch.containsValue(signer) : signer.equals(keyOfEpoch.get(signed)), size);
    require(pinned == null || indexOf(signer) - place() == signed - epoch, size);
    require(!keys.containsKey(signer) || signed(receipt), size);
  }

  private void record(String line) throws Bad, GeneralSecurityException {
    long seq = records() + 1;
    SortedMap<String, Json> record = parse(line, seq);
    String hash = text(record, "hash");
    require(hex(sha(line.replaceFirst(",\"hash\":\"[0-9a-f]{64}\"", "").getBytes(UTF_8))).equals(hash), seq);
    require(whole(record, "seq") == seq && text(record, "prev").equals(last), seq);
    String kind = text(record, "kind");
    if (kind.equals("checkpoint") || kind.equals("rotation")) {
      vouching(record, ((Json.Members) member(record, "params")).values(), kind, seq);
    }
    hashes.add(hash);
    last = hash;
  }

  private void vouching(SortedMap<String, Json> record, SortedMap<String, Json> params, String kind, long seq)
      throws Bad, GeneralSecurityException {
    require(whole(params, "size") == seq - 1 && text(params, "head").equals(last), seq);
    require(text(params, "root").equals(root(pruned, prunedRoots, hashes)), seq);
    String signer = text(params, "key_id");
    if (keyId.isEmpty()) {
      require(pinned == null || (pruned == 0 ? indexOf(signer) == 0 : indexOf(signer) >= 0), seq);
      enter(whole(params, "epoch"), signer);
    }
    require(signer.equals(keyId) && whole(params, "epoch") == epoch, seq);
    String message =
        "reeve-audit-" + kind + "-v1\n" + whole(params, "size") + "\n" + text(params, "head") + "\n" + text(params, "root") + "\n"
            + text(record, "time") + "\n" + whole(params, "epoch") + "\n" + signer + "\n";
    if (kind.equals("rotation")) {
      message += whole(params, "next_epoch") + "\n" + text(params, "next_key_id") + "\n";
    }
    require(!keys.containsKey(signer) || verifies(keys.get(signer), message, text(params, "signature")), seq);
    if (kind.equals("rotation")) {
      PublicKey next = key(text(params, "next_key"), seq);
      String nextId = text(params, "next_key_id");
      require(id(next.getEncoded()).equals(nextId) && whole(params, "next_epoch") == epoch + 1, seq);
      require(verifies(next, message, text(params, "next_signature")), seq);
      require(!keyOfEpoch.containsValue(nextId), seq);
      int place = place() + 1;
      require(pinned == null || (place < pinned.size() ? indexOf(nextId) == place : indexOf(nextId) < 0), seq);
      keys.put(nextId, next);
      enter(epoch + 1, nextId);
    }
  }

  private void enter(long nextEpoch, String nextId) {
    epoch = nextEpoch;
    keyId = nextId;
    keyOfEpoch.put(epoch, keyId);
  }

  /** Of the key in force among the pinned, counted on behind their end; that of the oldest before any is in force. */
  private int place() {
    if (keyId.isEmpty()) {
      return 0;
    }
    long first = keyOfEpoch.keySet().stream().min(Long::compare).orElseThrow();
    return indexOf(String.valueOf(keyOfEpoch.get(first))) + (int) (epoch - first);
  }

  private int indexOf(String id) {
    for (int i = 0; pinned != null && i < pinned.size(); i++) {
      if (id(pinned.get(i).getEncoded()).equals(id)) {
        return i;
      }
    }
    return -1;
  }

  private long records() {
    return pruned + hashes.size();
  }

  /** RFC 6962, 2.1, over leaves of which the first ones are known by their whole subtrees only. */
  private static String root(long gone, List<String> goneRoots, List<String> leaves) {
    Map<List<Long>, String> known = new HashMap<>();
    long from = 0;
    for (int i = 0; i < goneRoots.size(); i++) {
      long size = Long.highestOneBit(gone - from);
      known.put(List.of(from, from + size), goneRoots.get(i));
      from += size;
    }
    return root(0, gone + leaves.size(), gone, known, leaves);
  }

  private static String root(long from, long to, long gone, Map<List<Long>, String> known, List<String> leaves) {
    String whole = known.get(List.of(from, to));
    if (whole != null) {
      return whole;
    }
    if (from == to) {
      return hex(sha());
    }
    if (to - from == 1) {
      return hex(sha(new byte[] {0}, HexFormat.of().parseHex(leaves.get((int) (from - gone)))));
    }
    long split = from + Long.highestOneBit(to - from - 1);
    byte[] left = HexFormat.of().parseHex(root(from, split, gone, known, leaves));
    return hex(sha(new byte[] {1}, left, HexFormat.of().parseHex(root(split, to, gone, known, leaves))));
  }

  private List<Path> files(String prefix) throws IOException {
    try (Stream<Path> all = Files.list(dir)) {
      return new ArrayList<>(all.filter(file -> file.getFileName().toString().startsWith(prefix)).sorted().toList());
    }
  }

  private static long number(Path file) {
    return Long.parseLong(file.getFileName().toString().replaceAll("[^0-9]", ""));
  }

  private static void require(boolean good, long seq) throws Bad {
    if (!good) {
      throw new Bad(seq);
    }
  }

  private static SortedMap<String, Json> parse(String line, long seq) throws Bad {
    try {
      return ((Json.Members) CanonicalJson.parse(line.getBytes(UTF_8))).values();
    } catch (MalformedJsonException | ClassCastException e) {
      throw new Bad(seq);
    }
  }

  private static Json member(SortedMap<String, Json> object, String name) {
    return Objects.requireNonNull(object.get(name));
  }

  private static List<String> subtrees(SortedMap<String, Json> receipt) {
    return ((Json.Items) member(receipt, "subtrees")).values().stream().map(root -> ((Json.Text) root).value()).toList();
  }

  private static String text(SortedMap<String, Json> object, String name) {
    return ((Json.Text) member(object, name)).value();
  }

  private static long whole(SortedMap<String, Json> object, String name) {
    return ((Json.Whole) member(object, name)).value();
  }

  private static PublicKey key(String base64, long seq) throws Bad {
    try {
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new Bad(seq);
    }
  }

  private static boolean verifies(@Nullable PublicKey key, String message, String signature) {
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(message.getBytes(US_ASCII));
      return verifier.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  private static String id(byte[] der) {
    return hex(sha(der));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] sha(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
