package dev.reeve.kernel.agent;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import org.jspecify.annotations.Nullable;

/** Templates of prompts: Mustache that stands alone. */
final class PromptTemplate {

  private PromptTemplate() {}

  /** What is wrong with a template, with its line; null when nothing is. */
  static @Nullable String problem(String template) {
    try {
      Alone alone = new Alone();
      Mustache.compiler().compile(template).visit(alone);
      return alone.other == null ? null : "names another template, '" + alone.other + "', and there are none";
    } catch (MustacheException e) {
      return "is no Mustache template: " + e.getMessage();
    } catch (StackOverflowError e) {
      return "is no Mustache template: its sections are nested too deep";
    }
  }

  /** Looks for references to other templates. */
  private static final class Alone implements Mustache.Visitor {

    private @Nullable String other;

    @Override
    public void visitText(String text) {}

    @Override
    public void visitVariable(String name) {}

    @Override
    public boolean visitInclude(String name) {
      other = name;
      return false;
    }

    @Override
    public boolean visitParent(String name) {
      other = name;
      return false;
    }

    @Override
    public boolean visitBlock(String name) {
      return true;
    }

    @Override
    public boolean visitSection(String name) {
      return true;
    }

    @Override
    public boolean visitInvertedSection(String name) {
      return true;
    }
  }
}
