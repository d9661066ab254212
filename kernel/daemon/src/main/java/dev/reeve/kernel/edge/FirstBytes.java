package dev.reeve.kernel.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells by a connection's first bytes what it speaks: HTTP/2, which begins as RFC 9113 §3.4 says, or else HTTP/1.1. */
final class FirstBytes extends ByteToMessageDecoder {

  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_LINE = 4096;
  private static final int MAX_HEADERS = 8192;

  private final Duration silence;
  private final Supplier<ChannelHandler> second;
  private final Supplier<ChannelHandler> first;
  private @Nullable Future<?> timer;

  /**
   * Waits for them.
   *
   * @param silence after which a connection that has not said enough is closed
   * @param second takes over for HTTP/2
   * @param first takes over for HTTP/1.1, behind its codec
   */
  FirstBytes(Duration silence, Supplier<ChannelHandler> second, Supplier<ChannelHandler> first) {
    this.silence = silence;
    this.second = second;
    this.first = first;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    timer = context.executor().schedule(() -> close(context), silence.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private static void close(ChannelHandlerContext context) {
    var unused = context.close();
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    int there = Math.min(in.readableBytes(), PREFACE.length);
    ChannelPipeline pipeline = context.pipeline();
    for (int i = 0; i < there; i++) {
      if (in.getByte(in.readerIndex() + i) != PREFACE[i]) {
        pipeline.addLast(
            new HttpServerCodec(new HttpDecoderConfig().setMaxInitialLineLength(MAX_LINE).setMaxHeaderSize(MAX_HEADERS)),
            new FlowControlHandler(), first.get());
        pipeline.remove(this);
        return;
      }
    }
    if (there == PREFACE.length) {
      pipeline.addLast(second.get());
      pipeline.remove(this);
    }
  }

  /** Nobody who says no more has said enough. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      close(context);
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    close(context);
  }
}
