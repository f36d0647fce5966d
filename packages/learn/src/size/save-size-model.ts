import { arrayOf, decodeArtefact, encodeArtefact, type JsonValue } from "../artefact/artefact.ts";
import { boostedTreesFromArtefact, boostedTreesToArtefact } from "../trees/save-boosted-trees.ts";
import type { SizeModel } from "./size-model.ts";

const kind = "size";
const version = 1;

/** The bytes of a size model. */
export function saveSizeModel({ trees, info, memory, ...rest }: SizeModel): Uint8Array {
  const { state, arrays, parameters, metrics } = boostedTreesToArtefact(trees);
  return encodeArtefact({
    kind,
    version,
    ...info,
    state: {
      ...(rest as unknown as { [key: string]: JsonValue }),
      memoryStrength: memory.strength,
      trees: { state, parameters, metrics },
    },
    arrays: { ...arrays, bodies: memory.bodies, bodyCounts: memory.counts },
  });
}

/** Reads a saved size model. Throws `ArtefactError` when the bytes are damaged, foreign or from a newer version. */
export function loadSizeModel(bytes: Uint8Array): SizeModel {
  const artefact = decodeArtefact(bytes, { kind, version });
  const { window, parameters, metrics, state, arrays } = artefact;
  const { trees, memoryStrength, ...rest } = state as unknown as Omit<SizeModel, "trees" | "memory" | "info"> & {
    memoryStrength: number;
    trees: Pick<ReturnType<typeof boostedTreesToArtefact>, "state" | "parameters" | "metrics">;
  };
  return {
    ...rest,
    trees: boostedTreesFromArtefact({ kind: "boosted-trees", version: 1, window, arrays, ...trees }),
    memory: {
      bodies: arrayOf(artefact, "bodies", Float64Array),
      counts: arrayOf(artefact, "bodyCounts", Float32Array),
      strength: memoryStrength,
    },
    info: { window, parameters, metrics },
  };
}
