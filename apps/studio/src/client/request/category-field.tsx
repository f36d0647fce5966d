import { Autocomplete } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../api/trpc.ts";

/** A category: those of the catalogue are offered. */
export function CategoryField({
  value,
  onChange,
  ...shared
}: {
  readonly label: string;
  readonly description?: string;
  readonly withAsterisk?: boolean;
  readonly value: string;
  readonly onChange: (category: string) => void;
}) {
  const found = useQuery(trpc.catalogue.search.queryOptions({ offset: 0, limit: 1 }, { staleTime: 60_000 }));
  const categories = found.data?.categories.map(({ name }) => name) ?? [];
  return <Autocomplete {...shared} placeholder="Any" limit={12} data={categories} value={value} onChange={onChange} />;
}
