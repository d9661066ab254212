package dev.reeve.cli.output;

import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import tools.jackson.databind.json.JsonMapper;

/** JSON text as a YAML document in block style. What is not ASCII is escaped, so that no text drives the terminal. */
public final class Yaml {

  private static final int LINE = 120;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Yaml() {}

  /** The document, beginning with its marker and without the last line feed. */
  public static String of(String json) {
    Object value = JSON.readValue(json, Object.class);
    DumpSettings writing =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setUseUnicodeEncoding(false)
            .setExplicitStart(true)
            .setWidth(LINE)
            .setDereferenceAliases(true)
            .build();
    return new Dump(writing).dumpToString(value).stripTrailing();
  }
}
