package dev.reeve.bench.daemon;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** gRPC connections to Unix sockets, all of them served by one event loop of this process. */
public final class Connections implements AutoCloseable {

  /** Names the call in answers and audit records; also in the trailers of every answer the kernel gives. */
  public static final Metadata.Key<String> REQUEST_ID_HEADER = Metadata.Key.of("reeve-request-id", Metadata.ASCII_STRING_MARSHALLER);

  /** The request id a call is sent with; without it the kernel makes one. */
  public static final CallOptions.Key<String> REQUEST_ID = CallOptions.Key.create("request-id");

  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, Thread.ofPlatform().name("client-socket").daemon().factory(), EpollIoHandler.newFactory());

  /** A connection of its own, made at its first call and not shared; answers are taken on the event loop. */
  public ManagedChannel open(Path socket) {
    return NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
        .channelType(EpollDomainSocketChannel.class)
        .withOption(ChannelOption.SO_KEEPALIVE, null)
        .eventLoopGroup(loop)
        .overrideAuthority("localhost")
        .usePlaintext()
        .directExecutor()
        .disableRetry()
        .intercept(new RequestIds())
        .build();
  }

  private static final class RequestIds implements ClientInterceptor {

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      String id = options.getOption(REQUEST_ID);
      if (id == null) {
        return next.newCall(method, options);
      }
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<A> answers, Metadata headers) {
          headers.put(REQUEST_ID_HEADER, id);
          super.start(answers, headers);
        }
      };
    }
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
  }
}
