package dev.reeve.cli.call;

import dev.reeve.client.ReeveException;
import dev.reeve.v1.PageInfo;
import dev.reeve.v1.PageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A list of the kernel, page by page. */
public final class Pages {

  /** Largest page, in items. */
  private static final int SIZE = 1_000;

  private Pages() {}

  /** One page. */
  public record Page<T>(List<T> items, PageInfo info) {}

  /** @throws ReeveException when it is less than 1 */
  public static void requireLimit(int limit) {
    if (limit < 1) {
      throw ReeveException.usage("--limit: " + limit + " is less than 1", "give a number from 1");
    }
  }

  /** The first {@code limit} items. */
  public static <T> List<T> first(int limit, Function<PageRequest, Page<T>> call) {
    return first(limit, SIZE, call);
  }

  /** The first {@code limit} items, at most {@code size} a page: for items that may be long. */
  public static <T> List<T> first(int limit, int size, Function<PageRequest, Page<T>> call) {
    requireLimit(limit);
    List<T> all = new ArrayList<>();
    String token = "";
    do {
      Page<T> page = call.apply(PageRequest.newBuilder().setSize(Math.min(size, limit - all.size())).setToken(token).build());
      all.addAll(page.items());
      token = page.info().getNextToken();
    } while (!token.isEmpty() && all.size() < limit);
    return all.size() > limit ? all.subList(0, limit) : all;
  }
}
