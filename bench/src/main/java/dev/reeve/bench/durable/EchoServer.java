package dev.reeve.bench.durable;

import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.InviteIssueRequest;
import dev.reeve.v1.InviteIssueResponse;
import dev.reeve.v1.TicketInfo;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The transport alone: a server of the kernel's Netty setup, without a thread or a check of its own, that answers an invite's issue with a
 * message of the same size. {@code EchoServer SOCKET [FILE TIMES]}; with FILE it first appends a record's length to it and forces it, so many
 * times. Says {@code ready}, and ends with its standard input.
 */
public final class EchoServer {

  static final String READY = "ready";

  private static final InviteIssueResponse ANSWER =
      InviteIssueResponse.newBuilder()
          .setChanged(true)
          .setTicket(
              TicketInfo.newBuilder().setId("01a22769-c5bb-7b7f-89be-a9db151d6e67").setKind("invite").setIssuer("default").addGroups("agent")
                  .setLabel("bench-123456").setUsesLeft(1))
          .setToken("reeve-invite-0123456789abcdef0123456789abcdef")
          .build();

  private EchoServer() {}

  public static void main(String[] arguments) throws IOException {
    MultiThreadIoEventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(1, Thread.ofPlatform().name("echo-socket").daemon().factory(), EpollIoHandler.newFactory());
    Server server =
        NettyServerBuilder.forAddress(new DomainSocketAddress(new File(arguments[0])))
            .channelFactory(EpollServerDomainSocketChannel::new)
            .bossEventLoopGroup(loop)
            .workerEventLoopGroup(loop)
            .withChildOption(ChannelOption.SO_KEEPALIVE, null)
            .directExecutor()
            .addService(arguments.length == 1 ? new Echo(null, 0) : new Echo(open(Path.of(arguments[1])), Integer.parseInt(arguments[2])))
            .build()
            .start();
    System.out.println(READY);
    while (System.in.read() >= 0) {
      // Until whoever started it goes.
    }
    server.shutdownNow();
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  private static final class Echo extends AdminServiceGrpc.AdminServiceImplBase {

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(DiskFloor.BYTES);
    private final @Nullable FileChannel file;
    private final int times;

    Echo(@Nullable FileChannel file, int times) {
      this.file = file;
      this.times = times;
    }

    private void force() {
      try {
        for (int i = 0; file != null && i < times; i++) {
          bytes.rewind();
          file.write(bytes);
          file.force(false);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void inviteIssue(InviteIssueRequest request, StreamObserver<InviteIssueResponse> observer) {
      force();
      observer.onNext(ANSWER);
      observer.onCompleted();
    }
  }
}
