import { Autocomplete } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconUser } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { trpc } from "../api/trpc.ts";

/** A shopper by id: those who did something lately are offered, by the beginning of their id. */
export function ShopperField({
  value,
  onChange,
  ...shared
}: {
  readonly label: string;
  readonly description?: string;
  readonly withAsterisk?: boolean;
  readonly value: string;
  readonly onChange: (shopperId: string) => void;
}) {
  const [text] = useDebouncedValue(value, 150);
  const found = useQuery(
    trpc.catalogue.shoppers.queryOptions(
      { text: text.slice(0, 200) },
      { placeholderData: keepPreviousData, staleTime: 30_000 },
    ),
  );
  const shoppers = found.data ?? [];
  return (
    <Autocomplete
      {...shared}
      placeholder="An id, or nobody"
      leftSection={<IconUser size={16} stroke={1.5} aria-hidden />}
      // They were found by what was typed: filtering again would hide the ones offered to choose from.
      filter={({ options }) => options}
      data={shoppers.map(({ id }) => id)}
      renderOption={({ option }) => {
        const shopper = shoppers.find(({ id }) => id === option.value);
        return (
          <span>
            {option.value} <span className="muted small">{shopper === undefined ? "" : aboutOf(shopper)}</span>
          </span>
        );
      }}
      value={value}
      onChange={onChange}
    />
  );
}

function aboutOf({ events, orders }: { readonly events: number; readonly orders: number }): string {
  const seen = `${events} event${events === 1 ? "" : "s"} of late`;
  return orders === 0 ? seen : `${seen}, ${orders} purchase${orders === 1 ? "" : "s"}`;
}
