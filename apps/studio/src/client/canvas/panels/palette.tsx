import { TextInput } from "@mantine/core";
import { IconChevronDown, IconChevronRight, IconSearch } from "@tabler/icons-react";
import { type RefObject, useState } from "react";
import { PortShape } from "../../ports/port-shape.tsx";
import { Keys } from "../../ui/keys.tsx";
import { useCanvas } from "../session/use-canvas.ts";
import { markType, paletteGroups } from "./palette-groups.ts";
import style from "./panels.module.css";

/** What a dragged palette entry carries. */
export const dragMime = "application/x-aisle-node";

/** The list of nodes on the left: search, click to add, or drag to a place. */
export function Palette({
  searchRef,
  onAdd,
}: {
  readonly searchRef: RefObject<HTMLInputElement | null>;
  readonly onAdd: (type: string) => void;
}) {
  const model = useCanvas();
  const [words, setWords] = useState("");
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const groups = paletteGroups(model.manifests.values(), words);
  const toggle = (folder: string) => {
    const next = new Set(closed);
    if (!next.delete(folder)) next.add(folder);
    setClosed(next);
  };
  return (
    <aside className={style.palette} aria-label="Nodes">
      <div className={style.search}>
        <TextInput
          ref={searchRef}
          aria-label="Add a node"
          placeholder="Add a node"
          leftSection={<IconSearch size={16} stroke={1.5} />}
          rightSection={words === "" ? <Keys>/</Keys> : undefined}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          onKeyDown={(event) => {
            const first = groups[0]?.nodes[0];
            if (event.key === "Enter" && words !== "" && first !== undefined) {
              onAdd(first.type);
              setWords("");
            }
            if (event.key === "Escape") {
              setWords("");
              event.currentTarget.blur();
            }
          }}
        />
      </div>
      <div className={style.list}>
        {groups.length === 0 && <p className="muted small">No node by that name.</p>}
        {groups.map((group) => {
          const open = words !== "" || !closed.has(group.folder);
          return (
            <section key={group.folder}>
              <button type="button" className={style.folder} aria-expanded={open} onClick={() => toggle(group.folder)}>
                {open ? <IconChevronDown size={12} aria-hidden /> : <IconChevronRight size={12} aria-hidden />}
                <span className="grow">{group.title}</span>
                <span className="muted num" style={{ fontWeight: 400 }}>
                  {group.nodes.length}
                </span>
              </button>
              {open && (
                <ul>
                  {group.nodes.map((manifest) => (
                    <li key={manifest.type}>
                      <button
                        type="button"
                        className={style.item}
                        title={manifest.summary}
                        draggable
                        onDragStart={(event) => {
                          event.dataTransfer.setData(dragMime, manifest.type);
                          event.dataTransfer.effectAllowed = "copy";
                          model.view.set({ draggedType: manifest.type });
                        }}
                        onDragEnd={() => model.view.set({ draggedType: undefined, hoveredWire: undefined })}
                        onClick={() => onAdd(manifest.type)}
                      >
                        <PortShape type={markType(manifest)} size={10} />
                        <span className="clip">{manifest.title}</span>
                      </button>
                    </li>
                  ))}
                </ul>
              )}
            </section>
          );
        })}
      </div>
    </aside>
  );
}
