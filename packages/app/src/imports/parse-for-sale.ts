import type { Json } from "@aisle/runtime/json";
import { plainName } from "./column-mapping.ts";

const sold = [
  "yes",
  "y",
  "true",
  "1",
  "active",
  "published",
  "enabled",
  "live",
  "forsale",
  "onsale",
  "available",
  "visible",
];
const notSold = [
  ...["no", "n", "false", "0", "inactive", "unpublished", "disabled", "offline", "notforsale", "unavailable", "hidden"],
  ...["draft", "archived", "discontinued", "endoflife", "eol", "retired", "deleted", "withdrawn", "delisted"],
];
const answers = new Map([
  ...sold.map((word) => [word, true] as const),
  ...notSold.map((word) => [word, false] as const),
]);

/** Columns whose “yes” says that a product is not sold. */
const columnsOfTheOpposite: ReadonlySet<string> = new Set([
  ...[
    "discontinued",
    "isdiscontinued",
    "notforsale",
    "archived",
    "isarchived",
    "hidden",
    "ishidden",
    "disabled",
    "inactive",
  ],
]);
const plainAnswers: ReadonlySet<string> = new Set(["yes", "y", "true", "1", "no", "n", "false", "0"]);

/**
 * Whether a product is for sale, by a cell and the name of its column: `yes`, `active`, `published` …, or their opposites; a
 * `yes` under a column such as `discontinued` says no. `undefined` for what says neither.
 */
export function parseForSale(value: Json, column: string): boolean | undefined {
  if (typeof value !== "string" && typeof value !== "boolean" && typeof value !== "number") return undefined;
  // WooCommerce exports a draft as −1, Magento a disabled product as 2.
  if (Number(value) < 0) return false;
  const word = plainName(String(value));
  if (word === "2" && plainName(column) === "productonline") return false;
  const answer = answers.get(word);
  return answer !== undefined && plainAnswers.has(word) && columnsOfTheOpposite.has(plainName(column))
    ? !answer
    : answer;
}
