import { decodeArtefact, encodeArtefact, type JsonValue } from "../artefact/artefact.ts";
import { boostedTreesFromArtefact, boostedTreesToArtefact } from "../trees/save-boosted-trees.ts";
import type { SizeModel } from "./size-model.ts";

const kind = "size";
const version = 1;

/** The bytes of a size model. */
export function saveSizeModel({ trees, info, ...rest }: SizeModel): Uint8Array {
  const { state, arrays, parameters, metrics } = boostedTreesToArtefact(trees);
  return encodeArtefact({
    kind,
    version,
    ...info,
    state: { ...(rest as unknown as { [key: string]: JsonValue }), trees: { state, parameters, metrics } },
    arrays,
  });
}

/** Reads a saved size model. Throws `ArtefactError` when the bytes are damaged, foreign or from a newer version. */
export function loadSizeModel(bytes: Uint8Array): SizeModel {
  const { window, parameters, metrics, state, arrays } = decodeArtefact(bytes, { kind, version });
  const { trees, ...rest } = state as unknown as Omit<SizeModel, "trees" | "info"> & {
    trees: Pick<ReturnType<typeof boostedTreesToArtefact>, "state" | "parameters" | "metrics">;
  };
  return {
    ...rest,
    trees: boostedTreesFromArtefact({ kind: "boosted-trees", version: 1, window, arrays, ...trees }),
    info: { window, parameters, metrics },
  };
}
