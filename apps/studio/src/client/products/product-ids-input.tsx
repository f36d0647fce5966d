import { Combobox, InputWrapper, Pill, PillsInput, useCombobox } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useId, useState } from "react";
import type { ShelfItem } from "../api/outputs.ts";
import { Picture } from "../previews/picture.tsx";
import { useDrawn } from "./drawn-product.tsx";
import { ProductLine } from "./product-line.tsx";
import { useFoundProducts, useKnownProducts } from "./product-queries.ts";
import style from "./products.module.css";

/** What is typed or pasted, as ids: several stand apart by commas, semicolons or lines. */
const idsIn = (text: string) =>
  text
    .split(/[,;\n\t]+/)
    .map((id) => id.trim())
    .filter((id) => id !== "");

/**
 * Products by their ids: searched for by title or id, shown as chips with picture and title, and marked where the catalog has no
 * such id. With `most` 1 a chosen product takes the place of the one before.
 */
export function ProductIdsInput({
  label,
  bare = false,
  description,
  error,
  value,
  maxItems,
  near,
  onChange,
}: {
  readonly label: string;
  /** True where what stands around gives the label. */
  readonly bare?: boolean;
  readonly description?: string | undefined;
  readonly error?: string | undefined;
  readonly value: readonly string[];
  readonly maxItems: number;
  /** Offered before anything is typed. */
  readonly near?: readonly ShelfItem[];
  readonly onChange: (ids: readonly string[]) => void;
}) {
  const [typed, setTyped] = useState("");
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  const known = useKnownProducts(value);
  const found = useFoundProducts(typed, near);
  const unknown = value.filter((id) => known.get(id) === null);
  const help = useId();
  const add = (ids: readonly string[]) => {
    setTyped("");
    const fresh = ids.filter((id) => !value.includes(id));
    if (fresh.length > 0) onChange(maxItems === 1 ? fresh.slice(-1) : [...value, ...fresh].slice(0, maxItems));
    if (maxItems === 1) box.closeDropdown();
  };
  const remove = (id: string) => onChange(value.filter((one) => one !== id));
  const isFull = maxItems > 1 && value.length >= maxItems;
  return (
    <InputWrapper label={bare ? undefined : label} description={description} error={error}>
      <Combobox store={box} onOptionSubmit={(id) => add([id])} withinPortal>
        <Combobox.DropdownTarget>
          <PillsInput onClick={() => box.openDropdown()} error={error !== undefined}>
            <Pill.Group>
              {value.map((id) => (
                <Chosen key={id} id={id} item={known.get(id)} onRemove={() => remove(id)} />
              ))}
              <Combobox.EventsTarget>
                <PillsInput.Field
                  aria-label={label}
                  aria-describedby={unknown.length > 0 ? help : undefined}
                  placeholder={value.length === 0 ? "Title or id" : isFull ? `${maxItems} at most` : ""}
                  disabled={isFull}
                  value={typed}
                  onFocus={() => box.openDropdown()}
                  onBlur={() => {
                    box.closeDropdown();
                    // A whole id is meant; the beginning of a search stays where it is.
                    const ids = idsIn(typed);
                    if (found.items.some((item) => item.id === ids[0])) add(ids);
                  }}
                  onChange={(event) => {
                    setTyped(event.currentTarget.value);
                    box.openDropdown();
                    box.updateSelectedOptionIndex();
                  }}
                  onPaste={(event) => {
                    const ids = idsIn(event.clipboardData.getData("text"));
                    if (ids.length < 2) return;
                    event.preventDefault();
                    add(ids);
                  }}
                  onKeyDown={(event) => {
                    const last = value.at(-1);
                    if (event.key === "Backspace" && typed === "" && last !== undefined) {
                      event.preventDefault();
                      remove(last);
                    }
                    if (event.key === "Enter" && box.getSelectedOptionIndex() < 0 && typed.trim() !== "") {
                      event.preventDefault();
                      add(idsIn(typed));
                    }
                  }}
                />
              </Combobox.EventsTarget>
            </Pill.Group>
          </PillsInput>
        </Combobox.DropdownTarget>
        <Combobox.Dropdown hidden={found.items.length === 0 && typed.trim() === ""}>
          <Combobox.Options aria-label="Products">
            {found.items.map((item) => (
              <Combobox.Option key={item.id} value={item.id} active={value.includes(item.id)}>
                <ProductLine item={item} />
              </Combobox.Option>
            ))}
            {found.done && typed.trim() !== "" && found.items.length === 0 && (
              <Combobox.Empty>No product has this title or id. Enter takes it as an id.</Combobox.Empty>
            )}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      {unknown.length > 0 && (
        <p id={help} className={style.unknown}>
          <IconAlertTriangle size={14} stroke={1.5} aria-hidden />
          <span>
            {unknown.length === 1
              ? `No product of the catalog has the id “${unknown[0]}”.`
              : `No products of the catalog have the ids ${unknown.map((id) => `“${id}”`).join(", ")}.`}
          </span>
        </p>
      )}
    </InputWrapper>
  );
}

function Chosen({
  id,
  item,
  onRemove,
}: {
  readonly id: string;
  readonly item: ShelfItem | null | undefined;
  readonly onRemove: () => void;
}) {
  const drawn = useDrawn();
  const title = item?.title ?? id;
  return (
    <Pill
      withRemoveButton
      onRemove={onRemove}
      className={`${style.pill} ${item === null ? style.pillUnknown : ""}`}
      removeButtonProps={{ "aria-label": `Remove ${title}`, "aria-hidden": false, tabIndex: 0 }}
    >
      <span className={style.pillInside} {...(item === null || item === undefined ? {} : drawn(item))}>
        {item === null && <IconAlertTriangle size={12} stroke={1.75} role="img" aria-label="not in the catalog:" />}
        {item !== null && item !== undefined && (
          <Picture item={item} width={16} height={16} mark={false} named={false} />
        )}
        <span className="clip">{title}</span>
      </span>
    </Pill>
  );
}
