import { Progress } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { CollectionRow } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { count } from "../ui/format.ts";

type Building = NonNullable<CollectionRow["building"]>;

/** A collection that is being built, and whether it can be searched by words already. */
export interface BuildingCollection {
  readonly name: string;
  readonly building: Building;
  readonly keywordsReady: boolean;
}

/** The collections that are being built with products missing, looked at again while there are any. */
export function useBuilding(): readonly BuildingCollection[] {
  const collections = useQuery(
    trpc.collections.list.queryOptions(undefined, {
      refetchInterval: ({ state }) => (state.data?.some((row) => row.building !== null) === true ? 2_000 : 30_000),
    }),
  );
  return (collections.data ?? []).flatMap(({ name, building, keywordsReady }) =>
    building === null ? [] : [{ name, building, keywordsReady }],
  );
}

const percentOf = ({ found, total }: Building) => Math.floor((100 * found) / Math.max(1, total));

/** `Index being built: 512 of 2,000 (25 %)`, for the card of a node that searches in a collection. */
export function buildingLabel(building: Building): string {
  return `Index being built: ${count(building.found)} of ${count(building.total)} (${percentOf(building)} %)`;
}

/** Says that a search is incomplete yet, how far its index is, and what that means for who publishes now. */
export function IndexBuildingNote({ name, building }: { readonly name: string; readonly building: Building }) {
  return (
    <div role="status">
      <p className="small">
        <b>{buildingLabel(building)}</b>. Searches in “{name}” find only these products until it is done; publishing is
        possible.
      </p>
      <Progress mt={6} value={percentOf(building)} aria-label={`Index of ${name}`} />
    </div>
  );
}
