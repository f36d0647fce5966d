import type { PortTypeName } from "@aisle/runtime/node-sdk/port-type";
import { TextInput } from "@mantine/core";
import { useClickOutside } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { announce } from "../../frame/announcer.tsx";
import { PortShape } from "../../ports/port-shape.tsx";
import style from "./panels.module.css";

/** A line of a quick list; the mark shows a port type. */
export interface QuickOption {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  readonly type: PortTypeName;
}

/** A small list at a place of the canvas, searched and chosen by keyboard: nodes to add, or ports to join. */
export function QuickList({
  at,
  label,
  options,
  nothing,
  onPick,
  onClose,
}: {
  readonly at: { readonly x: number; readonly y: number };
  readonly label: string;
  readonly options: readonly QuickOption[];
  readonly nothing: string;
  readonly onPick: (id: string) => void;
  readonly onClose: () => void;
}) {
  const ref = useClickOutside(onClose);
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState(0);
  const shown = options.filter((one) => `${one.title} ${one.hint}`.toLowerCase().includes(words.toLowerCase()));
  const isEmpty = shown.length === 0;
  useEffect(() => {
    if (isEmpty) announce(nothing);
  }, [isEmpty, nothing]);
  const left = Math.min(at.x, window.innerWidth - 276);
  const top = Math.min(at.y, window.innerHeight - 344);
  return (
    <div ref={ref} className={style.quick} style={{ left, top }} role="dialog" aria-label={label}>
      <TextInput
        autoFocus
        placeholder={label}
        aria-label={label}
        role="combobox"
        aria-expanded
        aria-controls="quick-list"
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
          if (event.key === "Enter" && pick !== undefined) onPick(pick.id);
          if (["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) event.preventDefault();
        }}
      />
      {shown.length === 0 && (
        <p className="muted small" style={{ padding: "8px 6px 4px" }}>
          {nothing}
        </p>
      )}
      <div className={style.quickList} hidden={shown.length === 0} id="quick-list" role="listbox" aria-label={label}>
        {shown.map((one, place) => (
          <div
            key={one.id}
            role="option"
            tabIndex={-1}
            aria-selected={place === chosen}
            ref={place === chosen ? (line) => line?.scrollIntoView({ block: "nearest" }) : undefined}
            className={style.option}
            title={one.hint}
            // Moved, not merely lying where the list opened.
            onMouseMove={() => setChosen(place)}
            onClick={() => onPick(one.id)}
            onKeyDown={(event) => {
              if (event.key === "Enter") onPick(one.id);
            }}
          >
            <PortShape type={one.type} size={10} />
            <span className="clip">{one.title}</span>
          </div>
        ))}
      </div>
    </div>
  );
}
