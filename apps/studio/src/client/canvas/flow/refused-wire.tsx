import { IconX } from "@tabler/icons-react";
import { useCanvas, useView } from "../session/use-canvas.ts";
import { OnWire } from "./flow-parts.tsx";
import type { WireGeometry } from "./flow-types.ts";
import { RefusalCard } from "./refusal-card.tsx";
import style from "./wire.module.css";
import { wirePath } from "./wire-path.ts";

/** A wire that was refused when it was drawn: broken, with its reason and its quick fixes, until it is dismissed. */
export function RefusedWire(geometry: WireGeometry) {
  const model = useCanvas();
  const refused = useView((view) => view.refusals.find((one) => one.id === geometry.id));
  const path = wirePath(geometry);
  if (refused === undefined) return null;
  return (
    <>
      <path d={path.d} className={`${style.wire} ${style.refused}`} />
      <OnWire x={path.middle.x} y={path.middle.y}>
        <button
          type="button"
          className={style.cross}
          aria-label={`Dismiss the refused wire: ${refused.reason}`}
          onClick={() => model.dismissRefusals(refused.id)}
        >
          <IconX size={12} stroke={2} aria-hidden />
        </button>
        <div className={style.beside}>
          <RefusalCard
            reason={refused.reason}
            quickFixes={refused.quickFixes}
            refused={refused}
            onDone={() => model.dismissRefusals(refused.id)}
          />
        </div>
      </OnWire>
    </>
  );
}
