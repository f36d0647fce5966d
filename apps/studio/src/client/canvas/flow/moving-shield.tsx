import { useStore } from "@xyflow/react";
import { useMemo } from "react";
import { createPortal } from "react-dom";
import style from "./moving-shield.module.css";

/**
 * Lies over the cards while the view moves (`data-moving`). Nothing under the pointer is meant then, and the browser finds
 * the shield at once, where it would look through hundreds of cards and wires at every turn of the wheel.
 */
export function MovingShield() {
  const view = useStore((state) => state.domNode);
  const surface = useMemo(() => view?.querySelector(".react-flow__renderer") ?? null, [view]);
  return surface === null
    ? null
    : createPortal(
        <div className={style.shield} aria-hidden onContextMenu={(event) => event.preventDefault()} />,
        surface,
      );
}
