import { buildingLabel, useBuilding } from "../../collections/index-building.tsx";
import style from "./node.module.css";

/** On the card of a node that searches by meaning: how far its index is, while products are missing from it. */
export function BuildingMark({ collection }: { readonly collection: string }) {
  const found = useBuilding().find(({ name }) => name === collection);
  if (found === undefined) return null;
  return <p className={style.building}>{buildingLabel(found.building)}</p>;
}
