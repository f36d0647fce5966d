import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ShelfItem } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";

const maxItems = 6;

/** Products whose title, brand or id holds what is typed; `near` while nothing is. `done` is false while it is looked for. */
export function useFoundProducts(
  typed: string,
  near: readonly ShelfItem[] = [],
): { readonly items: readonly ShelfItem[]; readonly done: boolean } {
  const typedText = typed.trim();
  const [text] = useDebouncedValue(typedText, 150);
  const search = useQuery(
    trpc.catalogue.search.queryOptions(
      { text: text.slice(0, 200), offset: 0, limit: maxItems },
      { enabled: text !== "", placeholderData: keepPreviousData, staleTime: 10_000 },
    ),
  );
  if (typedText === "") return { items: near.slice(0, maxItems), done: true };
  return { items: search.data?.items ?? [], done: search.isSuccess && text === typedText && !search.isPlaceholderData };
}

/** The products of these ids, by id: null for one that the catalog does not have, absent while it is not known. */
export function useKnownProducts(ids: readonly string[]): ReadonlyMap<string, ShelfItem | null> {
  const asked = ids.filter((id) => id !== "").slice(0, 200);
  const query = useQuery(
    trpc.catalogue.products.queryOptions(
      { ids: asked },
      { enabled: asked.length > 0, placeholderData: keepPreviousData, staleTime: 30_000 },
    ),
  );
  return new Map(query.data?.map(({ id, item }) => [id, item]) ?? []);
}
