package dev.reeve.cli.config;

/**
 * A value of a setting, and who says it.
 *
 * @param where the option, the variable, the context or the file; empty for the built-in value
 */
public record Said(Layer layer, String where, String value) {}
