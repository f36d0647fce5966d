import { clothingAssortment } from "./clothing-assortment.ts";
import { gearAssortment } from "./gear-assortment.ts";
import type { ProductKind } from "./product-kind.ts";

/** Every kind of product that the demo shop sells. */
export const assortment: readonly ProductKind[] = [...gearAssortment, ...clothingAssortment];

export const brands: readonly string[] = [
  "Northfell",
  "Ridgeway",
  "Tarnholt",
  "Aldersea",
  "Kvist",
  "Marmotte",
  "Osterby",
  "Fellrunner",
  "Bruma",
  "Stonecrop",
];

/** Names of series, so that a title tells products of one brand apart. */
export const series: readonly string[] = [
  "Ridge",
  "Fell",
  "Cairn",
  "Tarn",
  "Scree",
  "Corrie",
  "Moor",
  "Beck",
  "Crag",
  "Heath",
  "Summit",
  "Valley",
  "Glen",
  "Drift",
  "Haze",
  "Ember",
  "Flint",
  "Larch",
  "Birch",
  "Rowan",
  "Juniper",
  "Lichen",
  "Heron",
  "Kestrel",
  "Curlew",
  "Otter",
  "Lynx",
  "Ibex",
  "Marten",
  "Stoat",
];

export const colours: readonly string[] = [
  "moss green",
  "slate blue",
  "rust red",
  "sand",
  "charcoal",
  "pine green",
  "ochre",
  "night blue",
  "stone grey",
  "berry",
];
