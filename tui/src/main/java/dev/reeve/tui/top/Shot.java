package dev.reeve.tui.top;

import dev.reeve.v1.GetFiguresResponse;
import java.time.Instant;

/** Figures, and when they came. */
record Shot(GetFiguresResponse figures, Instant at) {}
