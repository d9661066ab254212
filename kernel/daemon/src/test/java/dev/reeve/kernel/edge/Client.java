package dev.reeve.kernel.edge;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A gRPC client on a kernel's socket, as any program would be one. */
public final class Client implements AutoCloseable {

  private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final ManagedChannel channel;

  public Client(Path socket) {
    channel =
        NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
            .channelType(EpollDomainSocketChannel.class)
            .withOption(ChannelOption.SO_KEEPALIVE, null)
            .eventLoopGroup(loop)
            .overrideAuthority("localhost")
            .usePlaintext()
            .build();
  }

  /** Calls without saying who. */
  public Channel plain() {
    return channel;
  }

  /** Calls as a principal. */
  public Channel as(String principal) {
    return with(ChainInterceptor.PRINCIPAL, principal);
  }

  Channel with(Metadata.Key<String> key, String value) {
    Metadata headers = new Metadata();
    headers.put(key, value);
    return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** Header and trailer metadata of the calls made through {@code channel}. */
  record Heard(Channel channel, AtomicReference<@Nullable Metadata> headers, AtomicReference<@Nullable Metadata> trailers) {

    static Heard on(Channel channel) {
      AtomicReference<@Nullable Metadata> headers = new AtomicReference<>();
      AtomicReference<@Nullable Metadata> trailers = new AtomicReference<>();
      return new Heard(ClientInterceptors.intercept(channel, capture(headers, trailers)), headers, trailers);
    }

    @SuppressWarnings("NullAway")
    private static io.grpc.ClientInterceptor capture(
        AtomicReference<@Nullable Metadata> headers, AtomicReference<@Nullable Metadata> trailers) {
      return MetadataUtils.newCaptureMetadataInterceptor(headers, trailers);
    }
  }

  /** A detail of an error; null when it has none of that type. */
  static <T extends Message> @Nullable T detail(StatusRuntimeException error, Class<T> type) throws InvalidProtocolBufferException {
    com.google.rpc.Status status = StatusProto.fromThrowable(error);
    if (status == null) {
      return null;
    }
    for (Any detail : status.getDetailsList()) {
      if (detail.is(type)) {
        return detail.unpack(type);
      }
    }
    return null;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(10, TimeUnit.SECONDS);
      loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
