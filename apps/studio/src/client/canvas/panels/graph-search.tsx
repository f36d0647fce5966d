import { ActionIcon, TextInput } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconSearch, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { announce } from "../../frame/announcer.tsx";
import type { CanvasActions } from "../canvas-actions.ts";
import { itemOf } from "../session/canvas-item.ts";
import { type CanvasModel, nodeTitle } from "../session/canvas-model.ts";
import { findNodes } from "../session/find-nodes.ts";
import { useCanvas } from "../session/use-canvas.ts";
import style from "./panels.module.css";

/** Search in the graph: finds by title, type, settings and text, and goes from one to the next. */
export function GraphSearch({ actions, onClose }: { readonly actions: CanvasActions; readonly onClose: () => void }) {
  const model = useCanvas();
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const found = findNodes(model.session.get().graph, model.manifests, words);
  const go = (place: number, list = found) => {
    const next = (place + list.length) % Math.max(1, list.length);
    setAt(next);
    const key = list[next];
    if (key === undefined) return;
    actions.show(key);
    announce(`${next + 1} of ${list.length}: ${titleOf(model, key)}.`);
  };
  const search = (text: string) => {
    setWords(text);
    const list = findNodes(model.session.get().graph, model.manifests, text);
    setAt(0);
    if (text.trim() === "") return;
    announce(list.length === 0 ? "Nothing found." : `${list.length} found.`);
    if (list[0] !== undefined) actions.show(list[0]);
  };
  return (
    <search className={style.find} aria-label="Search in the graph">
      <TextInput
        autoFocus
        aria-label="Search in the graph"
        placeholder="Title, type or setting"
        leftSection={<IconSearch size={14} stroke={1.5} />}
        value={words}
        onChange={(event) => search(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") go(at + (event.shiftKey ? -1 : 1));
          if (event.key === "Escape") {
            event.stopPropagation();
            onClose();
            const key = found[at];
            if (key === undefined) actions.focusSelected();
            else actions.goTo(key);
          }
        }}
      />
      <span className="small muted num">
        {words.trim() === "" ? "" : found.length === 0 ? "none" : `${at + 1} of ${found.length}`}
      </span>
      <ActionIcon aria-label="Previous" disabled={found.length === 0} onClick={() => go(at - 1)}>
        <IconChevronUp size={14} stroke={1.5} />
      </ActionIcon>
      <ActionIcon aria-label="Next" disabled={found.length === 0} onClick={() => go(at + 1)}>
        <IconChevronDown size={14} stroke={1.5} />
      </ActionIcon>
      <ActionIcon aria-label="Close the search" onClick={onClose}>
        <IconX size={14} stroke={1.5} />
      </ActionIcon>
    </search>
  );
}

function titleOf(model: CanvasModel, key: string): string {
  const { kind, id } = itemOf(key);
  const { graph } = model.session.get();
  if (kind === "node") return nodeTitle(model, id);
  if (kind === "group") return graph.groups.find((group) => group.id === id)?.title ?? "Group";
  return graph.notes.find((note) => note.id === id)?.text ?? "Note";
}
