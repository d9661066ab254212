package dev.reeve.kernel.boot;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns SIGTERM and SIGINT into one orderly stop: the first asks for it, a second ends the process at once. The JDK hears signals only in
 * {@code sun.misc.Signal} of the module {@code jdk.unsupported}, which the compiler does not let a warning-free class name.
 */
final class Signals {

  private static final Map<String, Integer> STOPPING = Map.of("TERM", 15, "INT", 2);
  private static final int SIGNALLED = 128;

  private Signals() {}

  /**
   * Calls the action at the first signal; the process lives on until it ends itself.
   *
   * @throws IllegalStateException when this Java runtime has no signals
   */
  static void onStop(Runnable action) {
    AtomicBoolean asked = new AtomicBoolean();
    STOPPING.forEach(
        (name, number) ->
            handle(
                name,
                () -> {
                  if (asked.compareAndSet(false, true)) {
                    action.run();
                  } else {
                    Runtime.getRuntime().halt(SIGNALLED + number);
                  }
                }));
  }

  private static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                }
                return null;
              });
      signal.getMethod("handle", signal, handler).invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java runtime does not let a program hear signal " + name, e);
    }
  }
}
