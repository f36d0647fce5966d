import { splitPort } from "@aisle/runtime/graph/graph";
import { IconPin } from "@tabler/icons-react";
import { useGraph } from "../session/use-canvas.ts";
import style from "./node.module.css";

/** Says on a card that an output of the node is pinned. */
export function PinMark({ id }: { readonly id: string }) {
  const pinned = useGraph((graph) => graph.pins?.some((pin) => splitPort(pin.port).node === id) ?? false);
  if (!pinned) return null;
  return (
    <span className={style.pin} title="Previews use the pinned sample; published versions never do">
      <IconPin size={12} stroke={1.75} aria-hidden /> pinned
    </span>
  );
}
