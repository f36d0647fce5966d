import { useStore as useFlowStore } from "@xyflow/react";
import type { Box } from "./free-band.ts";
import { boxOf } from "./node-box.ts";

/** The box around some cards as they stand at this moment, dragged ones included; `undefined` while none is drawn. */
export function useMembersBox(keys: readonly string[]): Box | undefined {
  return useFlowStore(
    ({ nodeLookup }) => {
      const boxes = keys
        .map((key) => nodeLookup.get(key))
        .filter((node) => node !== undefined)
        .map(boxOf);
      if (boxes.length === 0) return undefined;
      return {
        left: Math.min(...boxes.map((box) => box.left)),
        top: Math.min(...boxes.map((box) => box.top)),
        right: Math.max(...boxes.map((box) => box.right)),
        bottom: Math.max(...boxes.map((box) => box.bottom)),
      };
    },
    (a, b) => a?.left === b?.left && a?.top === b?.top && a?.right === b?.right && a?.bottom === b?.bottom,
  );
}
