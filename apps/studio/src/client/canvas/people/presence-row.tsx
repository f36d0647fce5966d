import { Tooltip } from "@mantine/core";
import { initials } from "../../ui/initials.ts";
import { nodeTitle } from "../session/canvas-model.ts";
import { useCanvas, useView } from "../session/use-canvas.ts";
import style from "./people.module.css";
import { personHue } from "./person-hue.ts";

const maxShown = 4;

/** Who else has this pipeline open, and where they are. */
export function PresenceRow() {
  const model = useCanvas();
  const others = useView((view) => view.others);
  if (others.length === 0) return null;
  const where = (nodes: readonly string[]) =>
    nodes.length === 0 ? "is here too" : `is at ${nodes.map((id) => nodeTitle(model, id)).join(", ")}`;
  return (
    <ul className={style.row} aria-label="Also here">
      {others.slice(0, maxShown).map((one) => (
        <li key={one.tabId}>
          <Tooltip label={`${one.name} ${where(one.nodes)}`}>
            <span
              className={style.person}
              style={{ color: personHue(one.userId) }}
              role="img"
              aria-label={`${one.name} ${where(one.nodes)}`}
            >
              {initials(one.name)}
            </span>
          </Tooltip>
        </li>
      ))}
      {others.length > maxShown && <li className="small muted">and {others.length - maxShown} more</li>}
    </ul>
  );
}
