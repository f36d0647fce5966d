import { type Artefact, decodeArtefact, encodeArtefact, type JsonValue } from "../../artefact/artefact.ts";
import { boostedTreesFromArtefact, boostedTreesToArtefact } from "../../trees/save-boosted-trees.ts";
import type { GlobalForecast } from "./global-forecast.ts";

const kind = "global-forecast";
const version = 1;

/** The bytes of a global forecast, with its data window, parameters and metrics inside. */
export function saveGlobalForecast(model: GlobalForecast): Uint8Array {
  const { trees, info, ...rest } = model;
  const inner = boostedTreesToArtefact(trees);
  const about = { version: inner.version, state: inner.state, parameters: inner.parameters, metrics: inner.metrics };
  const state = { ...rest, trees: about } as unknown as { [key: string]: JsonValue };
  return encodeArtefact({ kind, version, ...info, state, arrays: inner.arrays });
}

/** Reads a saved global forecast. Throws `ArtefactError` when the bytes are damaged, foreign or from a newer version. */
export function loadGlobalForecast(bytes: Uint8Array): GlobalForecast {
  const { state, arrays, window, parameters, metrics } = decodeArtefact(bytes, { kind, version });
  const { trees: about, ...rest } = state as unknown as Omit<GlobalForecast, "trees" | "info"> & {
    trees: Pick<Artefact, "version" | "state" | "parameters" | "metrics">;
  };
  const trees = boostedTreesFromArtefact({ kind: "boosted-trees", ...about, window, arrays });
  return { ...rest, trees, info: { window, parameters, metrics } };
}
