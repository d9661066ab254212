package dev.reeve.client;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.InvalidPathException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An ssh-agent behind its Unix socket, one connection for each question (draft-ietf-sshm-ssh-agent). Its answers are taken up to 256 KiB,
 * with at most 2048 keys.
 */
public final class SshAgent {

  /** Longest wait for an answer: somebody may have to confirm the use of the key. */
  public static final Duration BOUND = Duration.ofSeconds(30);

  static final int MAX_MESSAGE = 256 << 10;
  static final int MAX_KEYS = 2048;

  private static final int FAILURE = 5;
  private static final int REQUEST_IDENTITIES = 11;
  private static final int IDENTITIES_ANSWER = 12;
  private static final int SIGN_REQUEST = 13;
  private static final int SIGN_RESPONSE = 14;

  private final @Nullable String socket;
  private final Duration bound;

  /**
   * The agent that listens there.
   *
   * @param socket as SSH_AUTH_SOCK says it; null or empty: there is no agent
   */
  public SshAgent(@Nullable String socket) {
    this(socket, BOUND);
  }

  SshAgent(@Nullable String socket, Duration bound) {
    this.socket = socket;
    this.bound = bound;
  }

  /**
   * Its Ed25519 keys, in its order; keys of other types and certificates are left out.
   *
   * @throws ReeveException when there is no agent, or no answer that can be used
   */
  List<SshPublicKey> keys() {
    try {
      SshWire answer = new SshWire(ask(new byte[] {REQUEST_IDENTITIES}));
      require(IDENTITIES_ANSWER, answer.octet(), "does not tell its keys");
      int count = answer.count();
      if (count > MAX_KEYS) {
        throw new MalformedSshException("it has " + count + " keys, at most " + MAX_KEYS + " are taken");
      }
      List<SshPublicKey> keys = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        SshPublicKey key = SshPublicKey.ofBlob(answer.bytes(), answer.text());
        if (key != null) {
          keys.add(key);
        }
      }
      answer.end();
      return List.copyOf(keys);
    } catch (MalformedSshException malformed) {
      throw unusable(malformed);
    }
  }

  /**
   * What it says is the key's signature over the data: 64 bytes, not verified.
   *
   * @throws ReeveException when it refuses, or there is no answer that can be used
   */
  byte[] sign(SshPublicKey key, byte[] data) {
    try {
      byte[] request = SshWire.joined(new byte[] {SIGN_REQUEST}, SshWire.string(key.blob()), SshWire.string(data), new byte[Integer.BYTES]);
      SshWire answer = new SshWire(ask(request));
      require(SIGN_RESPONSE, answer.octet(), "does not sign with key " + key.id());
      SshWire signature = new SshWire(answer.bytes());
      answer.end();
      String type = signature.text();
      if (!type.equals(SshPublicKey.TYPE)) {
        throw new MalformedSshException("it signed as another type of key than " + SshPublicKey.TYPE);
      }
      byte[] raw = signature.bytes();
      signature.end();
      return raw;
    } catch (MalformedSshException malformed) {
      throw unusable(malformed);
    }
  }

  private static void require(int expected, int told, String refusal) throws MalformedSshException {
    if (told == FAILURE) {
      throw ReeveException.local(
          LocalError.FAILED, "ssh-agent " + refusal, "see 'ssh-add -l'; it may be locked, or somebody declined to confirm the use of the key");
    }
    if (told != expected) {
      throw new MalformedSshException("its answer is of type " + told + " instead of " + expected);
    }
  }

  /** The answer's type and content, without its length. */
  private byte[] ask(byte[] request) throws MalformedSshException {
    if (socket == null || socket.isEmpty()) {
      throw ReeveException.usage("there is no ssh-agent: SSH_AUTH_SOCK is not set", "start one and add a key to it with ssh-add, or name a key file");
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      FutureTask<byte[]> talk = new FutureTask<>(() -> talk(channel, UnixDomainSocketAddress.of(socket), SshWire.string(request)));
      Thread.ofVirtual().name("ssh-agent").start(talk);
      return talk.get(bound.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      throw ReeveException.local(
          LocalError.TIMED_OUT,
          "ssh-agent did not answer within " + bound.toSeconds() + " s",
          "confirm the use of the key in time, where it asks for that");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ReeveException(ErrorReport.local(LocalError.INTERRUPTED, "interrupted", ""), stopped);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof MalformedSshException malformed) {
        throw malformed;
      }
      throw unreachable(failed.getCause());
    } catch (IOException failed) {
      throw unreachable(failed);
    }
  }

  private static byte[] talk(SocketChannel channel, UnixDomainSocketAddress address, byte[] request) throws IOException {
    channel.connect(address);
    ByteBuffer out = ByteBuffer.wrap(request);
    while (out.hasRemaining()) {
      channel.write(out);
    }
    int length = read(channel, Integer.BYTES).getInt();
    if (length < 1 || length > MAX_MESSAGE) {
      throw new MalformedSshException(
          "it has " + Integer.toUnsignedString(length) + " bytes, from 1 to " + MAX_MESSAGE + " are taken");
    }
    return read(channel, length).array();
  }

  private static ByteBuffer read(SocketChannel channel, int length) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(length);
    while (in.hasRemaining()) {
      if (channel.read(in) < 0) {
        throw new MalformedSshException("it ends too early");
      }
    }
    return in.flip();
  }

  private ReeveException unreachable(@Nullable Throwable failure) {
    String why = failure == null ? "unknown" : failure.getMessage();
    String message = "no ssh-agent answers at SSH_AUTH_SOCK=" + socket + ": " + why;
    return failure instanceof IOException || failure instanceof InvalidPathException
        ? ReeveException.usage(message, "start one and add a key to it with ssh-add, or name a key file")
        : ReeveException.local(LocalError.DEFECT, message, "report it");
  }

  private static ReeveException unusable(MalformedSshException malformed) {
    return ReeveException.local(
        LocalError.FAILED, "the answer of ssh-agent cannot be used: " + malformed.getMessage(), "check what listens at SSH_AUTH_SOCK");
  }
}
