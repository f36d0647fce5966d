import { Background, BackgroundVariant, useNodesInitialized, useStore, useStoreApi } from "@xyflow/react";
import { useEffect, useState } from "react";
import { type CardCulling, createCardCulling, type Distance } from "./card-culling.ts";

/** Below this scale a card's texts cannot be read, and it shows its title and outcome alone. */
const readableZoom = 0.55;
/** Below this scale a port is smaller than four pixels. */
const portZoom = 0.32;

const distanceOf = (zoom: number): Distance => (zoom >= readableZoom ? "near" : zoom >= portZoom ? "far" : "tiny");

/** The dots below, and what of the cards is drawn: what cannot be read or is out of view is not; no card is rendered again for it. */
export function DetailLevel() {
  const element = useStore((state) => state.domNode);
  const distance = useStore((state) => distanceOf(state.transform[2]));
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
    culling?.setDistance(distance);
  }, [culling, distance]);

  // Cards are measured as they are drawn first; only then may they be left undrawn.
  useEffect(() => {
    if (ready && ids !== "") culling?.watch(store.getState().domNode?.querySelectorAll(".react-flow__node-node") ?? []);
  }, [culling, ready, ids, store]);
  // From afar the dots would run into a grey that costs more to draw than all cards.
  return distance !== "near" ? null : (
    <Background variant={BackgroundVariant.Dots} gap={16} size={1.5} color="var(--dot)" />
  );
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
