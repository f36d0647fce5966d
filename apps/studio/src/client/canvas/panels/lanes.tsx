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
        const [first, ...others] = nodes.filter((node) => group.nodes.includes(node.id));
        if (first === undefined) return null;
        // The left-most column of the upper lane: a group that was torn apart keeps its title above one of its nodes.
        const top = others.reduce((least, node) => Math.min(least, node.position.y), first.position.y);
        const upper = [first, ...others].filter((node) => node.position.y < top + 200);
        const left = Math.min(...upper.map((node) => node.position.x));
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
