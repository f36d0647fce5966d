import { useNodesInitialized, useStore, useStoreApi } from "@xyflow/react";
import { useEffect, useState } from "react";
import { type CardCulling, createCardCulling } from "./card-culling.ts";

/** Below this scale a card's texts cannot be read, and it shows its title and outcome alone. */
const readableZoom = 0.55;

/** Leaves undrawn what of the cards cannot be read or is out of view; no card is rendered again for it. */
export function DetailLevel() {
  const element = useStore((state) => state.domNode);
  const far = useStore((state) => state.transform[2] < readableZoom);
  const ids = useStore((state) => idsOf(state.nodes));
  const ready = useNodesInitialized();
  const store = useStoreApi();
  const [culling, setCulling] = useState<CardCulling>();

  useEffect(() => {
    if (element === null) return;
    const made = createCardCulling(element);
    setCulling(made);
    return made.stop;
  }, [element]);

  useEffect(() => {
    culling?.setFar(far);
  }, [culling, far]);

  // Cards are measured as they are drawn first; only then may they be left undrawn.
  useEffect(() => {
    if (ready && ids !== "") culling?.watch(store.getState().domNode?.querySelectorAll(".react-flow__node-node") ?? []);
  }, [culling, ready, ids, store]);
  return null;
}

const joined = new WeakMap<readonly { readonly id: string }[], string>();

function idsOf(nodes: readonly { readonly id: string }[]): string {
  let ids = joined.get(nodes);
  if (ids === undefined) {
    ids = nodes.map((node) => node.id).join();
    joined.set(nodes, ids);
  }
  return ids;
}
