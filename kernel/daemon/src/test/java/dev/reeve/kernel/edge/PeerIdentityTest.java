package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import dev.reeve.kernel.Eventually;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract of {@link PeerIdentity} with Netty and gRPC: what the operating system says of a connection is what a call's attributes
 * hold. When an upgrade of either breaks it, this fails.
 */
@Timeout(60)
class PeerIdentityTest {

  private static final Duration SILENCE = Duration.ofMillis(700);

  @TempDir Path folder;

  private final BlockingQueue<Attributes> ready = new LinkedBlockingQueue<>();
  private final PeerIdentity peers = new PeerIdentity(new Places(3, 3, 0, uid -> false), SILENCE, new PeerRules(-1, pid -> false));
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private Path socket = Path.of("");

  /** A server that does with each connection what gRPC's does: transport attributes with the remote address, then the filter. */
  @BeforeEach
  void listen() throws Exception {
    socket = folder.resolve("s");
    new ServerBootstrap()
        .group(loop)
        .channelFactory(
            () -> {
              EpollServerDomainSocketChannel channel = new EpollServerDomainSocketChannel();
              channel.pipeline().addLast(peers.acceptHook());
              return channel;
            })
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                  @Override
                  public void channelActive(ChannelHandlerContext context) {
                    Attributes attributes = Attributes.newBuilder().set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, context.channel().remoteAddress()).build();
                    ready.add(peers.transportFilter().transportReady(attributes));
                    context.fireChannelActive();
                  }
                });
              }
            })
        .bind(new DomainSocketAddress(socket.toFile()))
        .sync();
    java.nio.file.Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
    java.nio.file.Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void stop() throws Exception {
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
  }

  private SocketChannel connect() throws Exception {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    return channel;
  }

  private Peer accepted() throws Exception {
    Attributes attributes = ready.poll(30, TimeUnit.SECONDS);
    assertThat(attributes).as("a connection came in").isNotNull();
    Connection connection = attributes == null ? null : attributes.get(PeerIdentity.CONNECTION);
    assertThat(connection).as("its peer is known").isNotNull();
    if (connection == null) {
      throw new AssertionError();
    }
    return connection.peer();
  }

  private static Instant started(long pid) {
    return ProcessHandle.of(pid).flatMap(process -> process.info().startInstant()).orElseThrow();
  }

  @Test
  void aConnectionOfThisProcessHasItsUserGroupPidAndStartTime() throws Exception {
    try (SocketChannel client = connect()) {
      client.write(ByteBuffer.wrap(new byte[] {'x'}));
      Peer peer = accepted();
      UnixSystem self = new UnixSystem();
      assertThat(client.isConnected()).isTrue();
      assertThat(peer.uid()).isEqualTo(self.getUid());
      assertThat(peer.gid()).isEqualTo(self.getGid());
      assertThat(peer.pid()).isEqualTo(ProcessHandle.current().pid());
      assertThat(peer.started()).isEqualTo(started(ProcessHandle.current().pid()));
      assertThat(peer.nobody()).isFalse();
      assertThat(peers.connections()).isEqualTo(1);
    }
    Eventually.isTrue("the connection is forgotten", () -> peers.connections() == 0);
  }

  @Test
  void aConnectionOfAnotherUsersProcessHasThatUsersIdentity() throws Exception {
    assumeTrue(new UnixSystem().getUid() == 0, "needs root, to start a process of another user");
    Process child =
        new ProcessBuilder(
                "setpriv", "--reuid=65534", "--regid=65533", "--clear-groups", "perl", "-MSocket", "-e",
                "socket(S,PF_UNIX,SOCK_STREAM,0); connect(S,pack_sockaddr_un($ARGV[0])) or die $!; syswrite(S,'x'); $|=1; print \"on\\n\"; <STDIN>",
                socket.toString())
            .start();
    try {
      Peer peer = accepted();
      assertThat(peer.uid()).isEqualTo(65534);
      assertThat(peer.gid()).isEqualTo(65533);
      assertThat(peer.pid()).isEqualTo(child.pid());
      assertThat(peer.started()).isEqualTo(started(child.pid()));
    } finally {
      child.getOutputStream().close();
      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void eachOfManyConnectionsKeepsItsOwnPeer() throws Exception {
    try (SocketChannel mine = connect()) {
      assertThat(mine.isConnected()).isTrue();
      Peer first = accepted();
      Process child =
          new ProcessBuilder(
                  "perl", "-MSocket", "-e",
                  "socket(S,PF_UNIX,SOCK_STREAM,0); connect(S,pack_sockaddr_un($ARGV[0])) or die $!; syswrite(S,'x'); <STDIN>", socket.toString())
              .start();
      try {
        Peer second = accepted();
        assertThat(List.of(first.pid(), second.pid())).containsExactly(ProcessHandle.current().pid(), child.pid());
      } finally {
        child.getOutputStream().close();
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @Test
  void aClientThatSaysNothingIsClosedAndOneThatSpokeIsNot() throws Exception {
    try (SocketChannel speaking = connect()) {
      speaking.write(ByteBuffer.wrap(new byte[] {'x'}));
      accepted();
      try (SocketChannel silent = connect()) {
        accepted();
        assertThat(silent.read(ByteBuffer.allocate(1))).as("the end of the silent connection").isEqualTo(-1);
      }
      Eventually.isTrue("one connection is left", () -> peers.connections() == 1);
      speaking.configureBlocking(false);
      assertThat(speaking.read(ByteBuffer.allocate(1))).as("the speaking connection is open").isZero();
    }
  }

  @Test
  void aConnectionOverTheBoundIsClosedAndTheOthersStay() throws Exception {
    try (SocketChannel one = connect();
        SocketChannel two = connect()) {
      try (SocketChannel three = connect()) {
        for (SocketChannel channel : List.of(one, two, three)) {
          channel.write(ByteBuffer.wrap(new byte[] {'x'}));
          accepted();
        }
        try (SocketChannel four = connect()) {
          assertThat(four.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
        assertThat(peers.connections()).isEqualTo(3);
      }
      Eventually.isTrue("a place is free", () -> peers.connections() == 2);
      try (SocketChannel five = connect()) {
        assertThat(five.isConnected()).isTrue();
        assertThat(accepted().pid()).isEqualTo(ProcessHandle.current().pid());
      }
    }
  }

  @Test
  void anAddressThatWasNeverAcceptedHasNoPeer() {
    Attributes attributes = Attributes.newBuilder().set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, new DomainSocketAddress("")).build();
    assertThat(peers.transportFilter().transportReady(attributes).get(PeerIdentity.CONNECTION)).isNull();
    assertThat(peers.transportFilter().transportReady(Attributes.EMPTY).get(PeerIdentity.CONNECTION)).isNull();
  }
}
