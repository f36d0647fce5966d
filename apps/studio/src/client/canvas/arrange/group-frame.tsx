import { useMembersBox } from "../flow/members-box.tsx";
import { itemOf } from "../session/canvas-item.ts";
import { nodeTitle } from "../session/canvas-model.ts";
import { useCanvas, useGraph } from "../session/use-canvas.ts";
import style from "./arrange.module.css";
import { framePlace, frameRoom, laneRise } from "./frame-place.ts";

/** A group that is not collapsed: a coloured frame behind its members, or a lane's title above them. */
export function GroupFrame({ id: key, selected }: { readonly id: string; readonly selected: boolean }) {
  const model = useCanvas();
  const { id } = itemOf(key);
  const group = useGraph((graph) => graph.groups.find((candidate) => candidate.id === id));
  const corner = useGraph(
    (graph) => framePlace(graph, id),
    (a, b) => a?.x === b?.x && a?.y === b?.y,
  );
  const box = useMembersBox(group?.nodes ?? []);
  if (group === undefined || corner === undefined) return null;
  const says = (
    <span id={`says-${key}`} className="unseen">
      Group of {group.nodes.map((member) => nodeTitle(model, member)).join(", ")}.
    </span>
  );
  if (group.colour === undefined) {
    return (
      <div className={`${style.lane} frame-handle ${selected ? style.chosen : ""}`} style={{ height: laneRise - 12 }}>
        <h2>{group.title}</h2>
        {says}
      </div>
    );
  }
  // While members are dragged the frame follows them; its own place changes when they are let go.
  const shift =
    box === undefined
      ? { x: 0, y: 0 }
      : { x: box.left - frameRoom.side - corner.x, y: box.top - frameRoom.top - corner.y };
  const width = box === undefined ? 220 : box.right - box.left + 2 * frameRoom.side;
  const height = box === undefined ? 184 : box.bottom - box.top + frameRoom.top + frameRoom.side;
  return (
    <div
      className={`${style.frame} frame-handle ${selected ? style.chosen : ""}`}
      data-colour={group.colour}
      style={{ width, height, transform: `translate(${shift.x}px, ${shift.y}px)` }}
    >
      <h2 className="clip">{group.title}</h2>
      {says}
    </div>
  );
}
