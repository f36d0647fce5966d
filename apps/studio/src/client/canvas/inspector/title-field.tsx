import type { GraphNode } from "@aisle/runtime/graph/graph";
import { useState } from "react";
import { useCanvas } from "../session/use-canvas.ts";
import style from "./inspector.module.css";

/** The node's title, changed in place; an empty one goes back to the node's own. */
export function TitleField({ node, fallback }: { readonly node: GraphNode; readonly fallback: string }) {
  const model = useCanvas();
  const [text, setText] = useState<string>();
  const save = () => {
    if (text === undefined) return;
    const title = text.trim().slice(0, 120);
    setText(undefined);
    if (title === (node.title ?? fallback)) return;
    model.change({ do: "set-title", node: node.id, ...(title === "" || title === fallback ? {} : { title }) });
  };
  return (
    <input
      className={style.title}
      aria-label="Title of the node"
      value={text ?? node.title ?? fallback}
      maxLength={120}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setText(undefined);
      }}
    />
  );
}
