package dev.reeve.cli.demo;
import dev.reeve.cli.call.Invocation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
@Command(name = "demo")
public final class DemoCommand implements Callable<Integer> {
  private final Invocation call;
  public DemoCommand(Invocation call) { this.call = call; }
  @Override public Integer call() { return call.globals().quiet() ? 0 : 1; }
}
