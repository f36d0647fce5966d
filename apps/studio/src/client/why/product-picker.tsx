import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useRef, useState } from "react";
import type { ShelfItem } from "../api/outputs.ts";
import { ProductLine } from "../products/product-line.tsx";
import { useFoundProducts } from "../products/product-queries.ts";
import style from "./why.module.css";

/** Finds a product of the catalog by its title or id; `near` are offered before anything is typed. */
export function ProductPicker({
  label,
  near,
  onPick,
}: {
  readonly label: string;
  readonly near: readonly ShelfItem[];
  readonly onPick: (productId: string) => void;
}) {
  const [typed, setTyped] = useState("");
  const { items, done } = useFoundProducts(typed, near);
  const list = useRef<HTMLUListElement>(null);
  const field = useRef<HTMLInputElement>(null);
  /** Up and down walk through what was found, as through a menu. */
  const moveFocus = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement) + step;
    if (at < 0) field.current?.focus();
    else buttons[Math.min(at, buttons.length - 1)]?.focus();
  };
  return (
    <>
      <TextInput
        ref={field}
        data-autofocus
        label={label}
        placeholder="Title or id of a product"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          moveFocus(event);
          const [first] = items;
          if (event.key === "Enter" && typed.trim() !== "" && done && first !== undefined) onPick(first.id);
        }}
      />
      <ul ref={list} className={style.picks} aria-label="Products">
        {items.map((item) => (
          <li key={item.id}>
            <button type="button" onClick={() => onPick(item.id)} onKeyDown={moveFocus}>
              <ProductLine item={item} />
            </button>
          </li>
        ))}
        {typed.trim() !== "" && done && items.length === 0 && (
          <li className="muted small">No product of the catalog has this title or id.</li>
        )}
      </ul>
    </>
  );
}
