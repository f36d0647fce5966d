import type { Box } from "./free-band.ts";

const margin = { left: 24, top: 44 };

/** Below this width a whole graph does not fit in a readable size: it opens on its first nodes. */
const narrow = 640;

/**
 * The view on a graph from its top left: 100 % where the graph fits the window, else smaller, but never under half, and on a
 * phone never so small that the data on its cards cannot be read.
 */
export function openingView(
  { left, top, right, bottom }: Box,
  window: { readonly width: number; readonly height: number },
): { readonly x: number; readonly y: number; readonly zoom: number } {
  const fits = Math.min(
    (window.width - 2 * margin.left) / (right - left),
    (window.height - 2 * margin.top) / (bottom - top),
  );
  const zoom = Math.max(window.width < narrow ? 0.75 : 0.5, Math.min(1, fits));
  return { x: margin.left - left * zoom, y: margin.top - top * zoom, zoom };
}
