package dev.reeve.bench.capsule;

import java.util.List;

/** What one run measured. */
record CapsuleFigures(List<CallFigures> calls, List<LinkFigures> links, InstallFigures install) {}
