package dev.reeve.kernel.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What of the host one run sees besides the system's programs and its work folder. All paths are real: no component is a symbolic link.
 *
 * @param readable not below another one here, nor below a writable one
 * @param writable not below another one here
 * @param executables programs, or folders of them; readable too
 * @param aliases the path as it was granted, to the real one, where they differ
 * @param hidden what lies below one of them, or below the system's folders, and is not to be seen
 */
record Access(List<Path> readable, List<Path> writable, List<Path> executables, Map<Path, Path> aliases, List<Path> hidden) {}
