import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { TextInput } from "@mantine/core";
import { useClickOutside } from "@mantine/hooks";
import { useState } from "react";
import { PortShape } from "../../ports/port-shape.tsx";
import { markType } from "./palette-groups.ts";
import style from "./panels.module.css";

/** A small list of nodes at a place of the canvas: those that a dropped wire fits, or all. */
export function QuickAdd({
  at,
  nodes,
  onPick,
  onClose,
}: {
  readonly at: { readonly x: number; readonly y: number };
  readonly nodes: readonly NodeManifest[];
  readonly onPick: (manifest: NodeManifest) => void;
  readonly onClose: () => void;
}) {
  const ref = useClickOutside(onClose);
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState(0);
  const shown = nodes.filter((node) => `${node.title} ${node.summary}`.toLowerCase().includes(words.toLowerCase()));
  const left = Math.min(at.x, window.innerWidth - 276);
  const top = Math.min(at.y, window.innerHeight - 344);
  return (
    <div ref={ref} className={style.quick} style={{ left, top }} role="dialog" aria-label="Add a node here">
      <TextInput
        autoFocus
        placeholder="What comes next?"
        aria-label="Find a node that fits"
        role="combobox"
        aria-expanded
        aria-controls="quick-add-list"
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") onClose();
          if (event.key === "ArrowDown") setChosen(Math.min(shown.length - 1, chosen + 1));
          if (event.key === "ArrowUp") setChosen(Math.max(0, chosen - 1));
          const pick = shown[chosen];
          if (event.key === "Enter" && pick !== undefined) onPick(pick);
          if (["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) event.preventDefault();
        }}
      />
      <div className={style.quickList} id="quick-add-list" role="listbox" aria-label="Nodes that fit">
        {shown.length === 0 && <p className="muted small">No node fits here.</p>}
        {shown.map((manifest, place) => (
          <div
            key={manifest.type}
            role="option"
            tabIndex={-1}
            aria-selected={place === chosen}
            className={style.option}
            title={manifest.summary}
            onMouseEnter={() => setChosen(place)}
            onClick={() => onPick(manifest)}
            onKeyDown={(event) => {
              if (event.key === "Enter") onPick(manifest);
            }}
          >
            <PortShape type={markType(manifest)} size={10} />
            <span className="clip">{manifest.title}</span>
          </div>
        ))}
      </div>
    </div>
  );
}
