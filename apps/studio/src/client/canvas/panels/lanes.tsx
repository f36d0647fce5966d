import { ViewportLayer } from "../flow/flow-adapter.tsx";
import { useGraph } from "../session/canvas-model.ts";
import style from "./panels.module.css";

/** Titles of groups above their first node, and notes, drawn in the graph's own coordinates. */
export function Lanes() {
  const groups = useGraph((graph) => graph.groups);
  const nodes = useGraph((graph) => graph.nodes);
  const notes = useGraph((graph) => graph.notes);
  return (
    <ViewportLayer>
      {groups.map((group) => {
        const members = nodes.filter((node) => group.nodes.includes(node.id));
        if (members.length === 0) return null;
        const left = Math.min(...members.map((node) => node.position.x));
        const top = Math.min(...members.map((node) => node.position.y));
        return (
          <h2 key={group.id} className={style.lane} style={{ left, top: top - 28 }}>
            {group.title}
          </h2>
        );
      })}
      {notes.map((note) => (
        <div
          key={note.id}
          className={style.note}
          style={{ left: note.position.x, top: note.position.y, width: note.width, minHeight: note.height }}
        >
          {note.text}
        </div>
      ))}
    </ViewportLayer>
  );
}
