import { type RefObject, useMemo } from "react";
import type { CanvasActions } from "../canvas-actions.ts";
import type { FlowHandle } from "../flow/flow-types.ts";
import { focusNode } from "../focus-node.ts";
import { QuickList } from "../panels/quick-list.tsx";
import { betweenOptions, nodeOptions, wireOptions } from "../panels/quick-options.ts";
import { useCanvas } from "../session/use-canvas.ts";
import { focusWire } from "./focus-wire.ts";
import { insertType } from "./inserting.ts";

/** Where a quick list is open, in the window, and what is chosen there. */
export type QuickPlace = { readonly at: { readonly x: number; readonly y: number } } & (
  | { readonly adds: "node"; readonly from?: string }
  | { readonly adds: "wire"; readonly ofNode: string }
  | { readonly adds: "between"; readonly wire: string }
);

const labels = { node: "What comes next?", wire: "Where should the wire go?", between: "What goes between?" } as const;
const nothings = {
  node: "No node fits here.",
  wire: "No free port fits.",
  between: "No node fits between these two.",
} as const;

/** The quick list at a place of the canvas: a node to add, the end of a wire, or a node to put into a wire. */
export function QuickAdd({
  place,
  actions,
  flow,
  onClose,
}: {
  readonly place: QuickPlace;
  readonly actions: CanvasActions;
  readonly flow: RefObject<FlowHandle | null>;
  readonly onClose: () => void;
}) {
  const model = useCanvas();
  const options = useMemo(() => {
    if (place.adds === "wire") return wireOptions(model, place.ofNode);
    return place.adds === "between" ? betweenOptions(model, place.wire) : nodeOptions(model, place.from);
  }, [model, place]);
  const pick = (id: string) => {
    onClose();
    if (place.adds === "wire") {
      const [from = "", to = ""] = id.split(">");
      actions.connect(from, to);
      focusNode(place.ofNode);
      return;
    }
    if (place.adds === "between") {
      const added = insertType(model, id, place.wire);
      if (added !== undefined) actions.goTo(added);
      return;
    }
    if (place.from === undefined) {
      actions.addByType(id);
      return;
    }
    const manifest = model.manifests.get(id);
    if (manifest === undefined) return;
    const at = flow.current?.toGraph(place.at) ?? { x: 24, y: 44 };
    actions.addNode(manifest, { x: at.x, y: at.y - 58 }, place.from);
  };
  const leave = () => {
    onClose();
    if (place.adds === "wire") focusNode(place.ofNode);
    else if (place.adds === "between") focusWire(place.wire);
    else actions.focusSelected();
  };
  return (
    <QuickList
      at={place.at}
      label={labels[place.adds]}
      nothing={nothings[place.adds]}
      options={options}
      onClose={leave}
      onPick={pick}
    />
  );
}
