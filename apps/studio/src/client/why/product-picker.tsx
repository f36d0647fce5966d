import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ShelfItem } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { Picture } from "../previews/picture.tsx";
import style from "./why.module.css";

const most = 6;

/** Finds a product of the catalogue by its name or id; `near` are offered before anything is typed. */
export function ProductPicker({
  label,
  near,
  onPick,
}: {
  readonly label: string;
  readonly near: readonly Pick<ShelfItem, "id" | "title" | "category" | "image" | "stock">[];
  readonly onPick: (productId: string) => void;
}) {
  const [typed, setTyped] = useState("");
  const [text] = useDebouncedValue(typed.trim(), 200);
  const search = useQuery(
    trpc.catalogue.search.queryOptions(
      { text, offset: 0, limit: most },
      { enabled: text !== "", placeholderData: keepPreviousData },
    ),
  );
  const found = typed.trim() === "" ? near.slice(0, most) : (search.data?.items ?? []);
  return (
    <>
      <TextInput
        data-autofocus
        label={label}
        placeholder="Name or id of a product"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <ul className={style.picks} aria-label="Products">
        {found.map((item) => (
          <li key={item.id}>
            <button type="button" onClick={() => onPick(item.id)}>
              <Picture item={item} width={24} height={24} mark={false} />
              <span className="clip">{item.title}</span>
            </button>
          </li>
        ))}
        {typed.trim() !== "" && search.isSuccess && found.length === 0 && (
          <li className="muted small">No product of the catalogue has this name or id.</li>
        )}
      </ul>
    </>
  );
}
