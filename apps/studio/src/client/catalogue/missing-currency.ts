import type { FileInspection } from "../api/outputs.ts";

type Values = { readonly [name: string]: string };

const priced = ["price", "salePrice", "compareAtPrice", "cost"];
const signs: { readonly [sign: string]: string } = {
  "€": "EUR",
  "£": "GBP",
  "₹": "INR",
  "₩": "KRW",
  "₺": "TRY",
  zł: "PLN",
};

/** Whether a file has prices that name no currency by a column: so are most, and a price without one is a bare number everywhere. */
export function lacksCurrency(kind: "catalog" | "events" | "stock", map: Values): boolean {
  return kind !== "stock" && map.currency === undefined && priced.some((field) => map[field] !== undefined);
}

/**
 * The currency to take for prices of a file that names none, ISO 4217: that of the signs in its price cells, else the one of the products that
 * are there. None where these have several, for a product keeps its own unless the file says otherwise.
 */
export function likelyCurrency(
  { columns, rows }: Pick<FileInspection, "columns" | "rows">,
  map: Values,
  currencies: readonly string[],
): string | undefined {
  const at = columns.indexOf(map.price ?? map.salePrice ?? "");
  const cells = at < 0 ? [] : rows.map((row) => row[at] ?? "");
  const signed = new Set(cells.flatMap((cell) => Object.keys(signs).filter((sign) => cell.includes(sign))));
  if (signed.size > 0) return signed.size === 1 ? signs[[...signed][0]!] : undefined;
  return currencies.length === 1 ? currencies[0] : undefined;
}
