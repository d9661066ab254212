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

/**
 * The transport alone: a server of the kernel's Netty setup, without a thread or a check of its own, that answers an invite's issue with a
 * message of the same size. {@code EchoServer SOCKET}; says {@code ready}, and ends with its standard input.
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
            .addService(new Echo())
            .build()
            .start();
    System.out.println(READY);
    while (System.in.read() >= 0) {
      // Until whoever started it goes.
    }
    server.shutdownNow();
  }

  private static final class Echo extends AdminServiceGrpc.AdminServiceImplBase {

    @Override
    public void inviteIssue(InviteIssueRequest request, StreamObserver<InviteIssueResponse> observer) {
      observer.onNext(ANSWER);
      observer.onCompleted();
    }
  }
}
