package dev.reeve.kernel.edge;

import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.ServerMethodDefinition;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 on one connection of a run: a call is a POST of its request in JSON to its path; one at a time, in the order they came. */
final class HttpCalls extends SimpleChannelInboundHandler<HttpObject> {

  private final Attributes attributes;
  private final JsonMethods methods;
  private final ExecutorService calls;
  private final int maxBody;
  private final Duration patience;
  private @Nullable Future<?> timer;
  private @Nullable HttpRequest head;
  private ByteArrayOutputStream body = new ByteArrayOutputStream();
  private @Nullable JsonCall<?, ?> current;
  private boolean serving;
  private boolean last;

  /**
   * Waits for the first request.
   *
   * @param calls where calls are made
   * @param maxBody bytes of a request
   * @param patience for a whole request
   */
  HttpCalls(Caller run, JsonMethods methods, ExecutorService calls, int maxBody, Duration patience) {
    this.attributes = Attributes.newBuilder().set(Arrival.RUN, run).build();
    this.methods = methods;
    this.calls = calls;
    this.maxBody = maxBody;
    this.patience = patience;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    await(context);
  }

  /** The next request has to be there in time. */
  private void await(ChannelHandlerContext context) {
    timer = context.executor().schedule(() -> close(context), patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void arrived() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private static void close(ChannelHandlerContext context) {
    var unused = context.close();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
    if (last && serving) {
      return;
    }
    if (part.decoderResult().isFailure()) {
      refuse(context, HttpRefusals.unreadable(part.decoderResult().cause()));
      return;
    }
    if (part instanceof HttpRequest request) {
      head = request;
      body = new ByteArrayOutputStream();
      if (HttpUtil.getContentLength(request, 0L) > maxBody) {
        refuse(context, HttpRefusals.tooLarge(maxBody));
      } else if (HttpUtil.is100ContinueExpected(request)) {
        proceed(context, request);
      }
    }
    if (part instanceof HttpContent content && head != null && !serving) {
      take(context, content.content());
      if (part instanceof LastHttpContent && !serving) {
        serve(context, head);
      }
    }
  }

  private void proceed(ChannelHandlerContext context, HttpRequest request) {
    JsonAnswer refusal = HttpRefusals.of(request, methods);
    if (refusal != null) {
      refuse(context, refusal);
    } else {
      var unused = context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
  }

  private void take(ChannelHandlerContext context, ByteBuf bytes) {
    if (body.size() + bytes.readableBytes() > maxBody) {
      refuse(context, HttpRefusals.tooLarge(maxBody));
      return;
    }
    byte[] piece = new byte[bytes.readableBytes()];
    bytes.readBytes(piece);
    body.writeBytes(piece);
  }

  /** Answers before the whole request was read, so that nothing can follow it. */
  private void refuse(ChannelHandlerContext context, JsonAnswer refusal) {
    begin(context);
    last = true;
    answer(context, refusal);
  }

  private void begin(ChannelHandlerContext context) {
    arrived();
    serving = true;
    context.channel().config().setAutoRead(false);
  }

  private void serve(ChannelHandlerContext context, HttpRequest request) {
    begin(context);
    last |= !HttpUtil.isKeepAlive(request);
    ServerMethodDefinition<?, ?> method = methods.find(request.uri());
    JsonAnswer refusal = HttpRefusals.of(request, methods);
    if (refusal != null || method == null) {
      answer(context, refusal == null ? HttpRefusals.unknown(request.uri()) : refusal);
      return;
    }
    JsonCall<?, ?> call = new JsonCall<>(method, attributes, said -> later(context, said));
    current = call;
    byte[] json = body.toByteArray();
    body = new ByteArrayOutputStream();
    Metadata headers = metadata(request);
    try {
      calls.execute(() -> call.serve(json, headers));
    } catch (RejectedExecutionException e) {
      answer(context, JsonAnswer.of(new KernelException(ErrorCode.ERROR_CODE_UNAVAILABLE, "the kernel is stopping")));
    }
  }

  private void later(ChannelHandlerContext context, JsonAnswer said) {
    try {
      context.executor().execute(() -> answer(context, said));
    } catch (RejectedExecutionException e) {
      System.getLogger("reeve.edge").log(System.Logger.Level.DEBUG, "an answer came after the end");
    }
  }

  private static Metadata metadata(HttpRequest request) {
    Metadata metadata = new Metadata();
    for (Metadata.Key<String> key : java.util.List.of(ChainInterceptor.REQUEST_ID, ChainInterceptor.PRINCIPAL)) {
      String value = request.headers().get(key.name());
      if (value != null) {
        metadata.put(key, value);
      }
    }
    return metadata;
  }

  private void answer(ChannelHandlerContext context, JsonAnswer answer) {
    current = null;
    ByteBuf json = Unpooled.copiedBuffer(answer.json() + "\n", StandardCharsets.UTF_8);
    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), json);
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json").set(HttpHeaderNames.CONTENT_LENGTH, json.readableBytes());
    if (!answer.requestId().isEmpty()) {
      response.headers().set(ChainInterceptor.REQUEST_ID.name(), answer.requestId());
    }
    if (answer.status() == HttpResponseStatus.METHOD_NOT_ALLOWED.code()) {
      response.headers().set(HttpHeaderNames.ALLOW, HttpMethod.POST);
    }
    if (last) {
      response.headers().set(HttpHeaderNames.CONNECTION, "close");
      context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    context.writeAndFlush(response).addListener(sent -> next(context));
  }

  private void next(ChannelHandlerContext context) {
    serving = false;
    head = null;
    if (last) {
      close(context);
      return;
    }
    await(context);
    context.channel().config().setAutoRead(true);
  }

  /** A client that says no more may still read. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      last = true;
      if (!serving) {
        close(context);
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    arrived();
    if (current != null) {
      current.gone();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    close(context);
  }
}
