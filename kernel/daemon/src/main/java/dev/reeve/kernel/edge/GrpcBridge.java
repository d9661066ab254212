package dev.reeve.kernel.edge;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Leads the bytes of a connection to the gRPC server and back. A client that does not take what it is sent is not read either: what waits
 * for it is bounded by what it had asked for until then.
 */
final class GrpcBridge extends ChannelInboundHandlerAdapter {

  private final Function<ChannelHandler, ChannelFuture> connect;
  private final Queue<Object> early = new ArrayDeque<>();
  private @Nullable Channel kernel;

  /** @param connect begins a connection to the gRPC server, whose bytes the handler takes */
  GrpcBridge(Function<ChannelHandler, ChannelFuture> connect) {
    this.connect = connect;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    context.channel().config().setAutoRead(false);
    ChannelFuture connecting = connect.apply(new Back(context.channel()));
    connecting.addListener(done -> context.executor().execute(() -> connected(context, connecting)));
  }

  private void connected(ChannelHandlerContext context, ChannelFuture connecting) {
    Channel other = connecting.channel();
    if (!connecting.isSuccess() || !context.channel().isActive()) {
      release();
      close(other);
      close(context.channel());
      return;
    }
    kernel = other;
    early.forEach(bytes -> send(other, bytes));
    early.clear();
    context.channel().config().setAutoRead(context.channel().isWritable());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    if (kernel == null) {
      early.add(bytes);
    } else {
      send(kernel, bytes);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (kernel != null) {
      context.channel().config().setAutoRead(context.channel().isWritable());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      close(context.channel());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    release();
    if (kernel != null) {
      close(kernel);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    close(context.channel());
  }

  private void release() {
    early.forEach(ReferenceCountUtil::release);
    early.clear();
  }

  private static void send(Channel to, Object bytes) {
    var unused = to.writeAndFlush(bytes);
  }

  private static void close(Channel channel) {
    var unused = channel.close();
  }

  /** The way from the gRPC server to the client. */
  private static final class Back extends ChannelInboundHandlerAdapter {

    private final Channel client;

    Back(Channel client) {
      this.client = client;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
      send(client, bytes);
    }

    /** What was sent last still gets out. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
      client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      close(context.channel());
    }
  }
}
