import { buildingLabel } from "../../collections/index-building.tsx";
import style from "./node.module.css";
import { type SearchedCollection, useBuildingOf } from "./searched-collection.ts";

/** On the card of a node that searches: how far its index is, while products are missing from it. */
export function BuildingMark({ searched }: { readonly searched: SearchedCollection }) {
  const found = useBuildingOf(searched);
  if (found === undefined) return null;
  return <p className={style.building}>{buildingLabel(found.building)}</p>;
}
