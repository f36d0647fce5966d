import { dataFolder, readTable } from "./read-table.ts";

/** Monthly sales of one car part from 1998-01 on, NaN where not known; 51 months, or 45 for parts that end earlier. */
export interface CarPart {
  readonly id: string;
  readonly values: Float64Array;
}

/** All parts of the data set. */
export function carParts(): CarPart[] {
  const byPart = new Map<string, number[]>();
  for (const { part = "", sales } of readTable(`${dataFolder}/demand-intermittent/carparts.csv.gz`, [
    "part",
    "sales",
  ])) {
    const values = byPart.get(part) ?? [];
    byPart.set(part, values);
    values.push(sales === "" || sales === "NA" ? Number.NaN : Number(sales));
  }
  return [...byPart].map(([id, values]) => ({ id, values: Float64Array.from(values) }));
}
