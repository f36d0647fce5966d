import { maxProductIdLength } from "@aisle/contracts/product-id";
import type { Json, JsonObject } from "@aisle/runtime/json";
import { plainName } from "./column-mapping.ts";
import type { PriceOptions } from "./import-source.ts";
import { parseAmount, toMinor } from "./parse-amount.ts";
import { parseForSale } from "./parse-for-sale.ts";
import { parseGtin } from "./parse-gtin.ts";
import { parseStock } from "./parse-stock.ts";
import { FileTimes } from "./parse-time.ts";
import type { ImportRow } from "./read-records.ts";

/**
 * What a row of a file says of a product: an absent field stays as it is in the catalogue, `null` clears it. So a file with a
 * few columns changes those and nothing else.
 */
export interface ImportedProduct {
  readonly id: string;
  readonly title?: string;
  readonly description?: string | null;
  readonly brand?: string | null;
  readonly category?: string | null;
  /** Integer minor units. */
  readonly price?: number | null;
  readonly currency?: string | null;
  readonly image?: string | null;
  /** Integer minor units: the price while a sale lasts, and the one that is struck out beside it. */
  readonly salePrice?: number | null;
  readonly compareAtPrice?: number | null;
  readonly saleFrom?: Date | null;
  readonly saleUntil?: Date | null;
  readonly releasedAt?: Date | null;
  /** Units; `null` for unknown. */
  readonly stock?: number | null;
  /** Integer minor units: what the shop pays for a unit. */
  readonly cost?: number | null;
  readonly gtin?: string | null;
  readonly forSale?: boolean;
  /** `null` takes an attribute away. */
  readonly attributes: JsonObject;
  /** Fields whose cell was blank and says nothing, `attributes.…` for an attribute. */
  readonly blank: readonly string[];
}

/** A field that a row says in a way that cannot be read: the product is stored without it. */
export interface LeftOutField {
  /** By which such fields are counted. */
  readonly count: "gtinsLeftOut" | "forSaleLeftOut" | "salesLeftOut";
  readonly reason: string;
}

/** Fields that a blank cell clears, because that is how a sale ends in a file; a blank cell of another field says nothing. */
const clearedByBlank: ReadonlySet<string> = new Set([
  "salePrice",
  "compareAtPrice",
  "saleFrom",
  "saleUntil",
  "released",
]);

type SaleFields = { readonly [F in "salePrice" | "saleFrom" | "saleUntil"]?: ImportedProduct[F] | undefined };

interface Problem {
  readonly reason: string;
  readonly kind: string;
}

/** A cell: a value, `null` where it clears its field, `undefined` where it says nothing. */
type Cell = Json | undefined;

type Attributes = { [name: string]: Json };

/** Reads products from rows of one file: knows its columns once. */
export class CatalogueRows {
  readonly #columns: { readonly [field: string]: string };
  readonly #options: PriceOptions;
  readonly #mapped: ReadonlySet<string>;
  readonly #minor: boolean;
  readonly #times: FileTimes;
  readonly #costInMinor: boolean;

  /** `onDoubt` hears of times that a change of the clocks makes doubtful. */
  constructor(
    columns: { readonly [field: string]: string },
    options: PriceOptions & { readonly timeZone?: string },
    onDoubt: (doubt: "twice" | "skipped") => void = () => undefined,
  ) {
    this.#columns = columns;
    this.#options = options;
    this.#mapped = new Set(Object.values(columns));
    const byName = (column = "") => /cents?$|minor$|pence$/.test(plainName(column));
    this.#minor = options.priceUnit === undefined ? byName(columns.price) : options.priceUnit === "minor";
    this.#costInMinor = this.#minor || (options.priceUnit === undefined && byName(columns.cost));
    this.#times = new FileTimes(options.timeZone, onDoubt, { future: true });
  }

  /** The id of a row, `null` when it has none. */
  idOf(row: ImportRow): string | null {
    return textOf(row.values[this.#columns.id ?? ""] ?? null, ", ");
  }

  /** Whether the row can only be read with what the catalogue knows of its product: its currency, or that it is there. */
  needsKnown(row: ImportRow): boolean {
    if (this.#cell(row, "title", []) == null) return true;
    if (this.#minor || this.#options.currency !== undefined) return false;
    const price = priceFields.some(([field]) => this.#cell(row, field, []) != null);
    return price && this.#cell(row, "currency", []) == null;
  }

  /**
   * What a row says of its product, or why it says nothing; `known` is the currency that the catalogue has for it, `null`
   * for a product without one. `onLeftOut` hears of each field that could not be read and is no reason to refuse the product.
   */
  read(
    row: ImportRow,
    known?: string | null,
    onLeftOut: (field: LeftOutField) => void = () => undefined,
  ): ImportedProduct | Problem {
    const id = this.idOf(row);
    if (id === null) return problem("the product has no id");
    if (id.length > maxProductIdLength) return problem(`the id is longer than ${maxProductIdLength} characters`);
    const blank: string[] = [];
    const cell = (field: string) => this.#cell(row, field, blank);
    const text = (field: string, joint = ", ") => {
      const value = cell(field);
      return value == null ? value : textOf(value, joint);
    };
    // A product cannot be without a title: `null` says as little as a blank cell.
    const title = text("title") ?? undefined;
    if (title === undefined && known === undefined) return problem("the product has no title");
    const given = text("currency");
    const currency = given == null ? given : given.toUpperCase();
    if (currency != null && !/^[A-Z]{3}$/.test(currency))
      return problem(`"${currency}" is no currency code`, "no currency code");
    const by = currency ?? this.#options.currency ?? known ?? undefined;
    const prices: { [field: string]: number | null | undefined } = {};
    for (const [field, words] of priceFields) {
      const value = cell(field);
      const minor =
        value == null ? value : this.#price(value, by, words, field === "cost" ? this.#costInMinor : this.#minor);
      if (typeof minor === "object" && minor !== null) return minor;
      prices[field] = minor;
    }
    const hasPrice = Object.values(prices).some((price) => price != null);
    const stockCell = cell("stock");
    const units = stockCell === undefined ? undefined : parseStock(stockCell);
    if (stockCell !== undefined && units === undefined)
      return problem(`the stock "${textOf(stockCell, ", ")}" is no number`, "the stock is no number");
    // Some shop systems write 0 where there is no sale.
    if (prices.salePrice === 0) prices.salePrice = null;
    const released = cell("released");
    const image = cell("image");
    const attributes = this.#attributes(row, blank);
    const gtin = this.#gtin(cell("gtin"), attributes, onLeftOut);
    const forSale = this.#forSale(cell("forSale"), attributes, onLeftOut);
    const stock = this.#stock(units, cell("inStock"), attributes);
    return present({
      id,
      title,
      description: text("description"),
      brand: text("brand"),
      category: text("category", " > "),
      ...prices,
      ...this.#sale(cell("saleFrom"), cell("saleUntil"), prices.salePrice, onLeftOut),
      currency: currency === undefined && hasPrice ? this.#options.currency : currency,
      image: image == null ? image : firstOf(image),
      releasedAt: released == null ? released : this.#times.dateOf(released),
      stock,
      gtin,
      forSale,
      attributes,
      blank: stock === undefined ? blank : blank.filter((field) => field !== "stock"),
    });
  }

  #cell(row: ImportRow, field: string, blank: string[]): Cell {
    const column = this.#columns[field];
    const value = column === undefined ? undefined : row.values[column];
    if (typeof value !== "string" || value.trim() !== "") return value;
    if (clearedByBlank.has(field)) return null;
    blank.push(field);
    return undefined;
  }

  /** The dates of a sale; a sale with a date that cannot be read is left out whole: it would begin at once, or never end. */
  #sale(
    from: Cell,
    until: Cell,
    salePrice: number | null | undefined,
    onLeftOut: (field: LeftOutField) => void,
  ): SaleFields {
    const saleFrom = from == null ? from : this.#times.dateOf(from);
    const saleUntil = until == null ? until : this.#times.dateOf(endOfDay(until));
    const isUnread = (cell: Cell, date: Date | null | undefined) => cell != null && date === undefined;
    const unread = isUnread(from, saleFrom) ? from : isUnread(until, saleUntil) ? until : undefined;
    if (unread === undefined) return { saleFrom, saleUntil };
    if (salePrice === null) return { saleFrom: null, saleUntil: null };
    const shown = textOf(unread, ", ");
    const left = salePrice === undefined ? "its sale stays as it was" : "the product is stored without the sale";
    onLeftOut({ count: "salesLeftOut", reason: `the date of the sale "${shown}" cannot be read; ${left}` });
    return salePrice === undefined ? {} : { salePrice: null, saleFrom: null, saleUntil: null };
  }

  #gtin(value: Cell, attributes: Attributes, onLeftOut: (field: LeftOutField) => void): string | null | undefined {
    if (value == null) return value;
    const read = parseGtin(value);
    // As the attribute that it would be without the field, what is not stored here is not lost.
    if (!("gtin" in read) || (Array.isArray(value) && value.length > 1)) attributes[this.#columns.gtin!] = value;
    if ("gtin" in read) return read.gtin;
    onLeftOut({ count: "gtinsLeftOut", reason: read.reason });
    return undefined;
  }

  #forSale(value: Cell, attributes: Attributes, onLeftOut: (field: LeftOutField) => void): boolean | undefined {
    if (value == null) return undefined;
    const column = this.#columns.forSale!;
    const read = parseForSale(value, column);
    if (read !== undefined) return read;
    attributes[column] = value;
    const reason = `“${textOf(value, ", ")}” does not say whether the product is for sale; it stays as it was`;
    onLeftOut({ count: "forSaleLeftOut", reason });
    return undefined;
  }

  /** Units in stock, by both columns: what is out of stock has none, whatever their number; without one they are unknown. */
  #stock(units: number | null | undefined, inStock: Cell, attributes: Attributes): number | null | undefined {
    if (inStock == null) return units;
    const read = parseStock(inStock);
    if (read === undefined) attributes[this.#columns.inStock!] = inStock;
    if (read === undefined || (read !== 0 && units !== undefined)) return units;
    return read === 0 ? 0 : null;
  }

  #price(value: Json, currency: string | undefined, words: string, inMinor: boolean): number | Problem {
    const amount = parseAmount(value);
    const shown = textOf(value, ", ");
    if (amount === undefined) return problem(`the ${words} "${shown}" is no number`, `the ${words} is no number`);
    if (amount < 0) return problem(`the ${words} ${shown} is below zero`, `the ${words} is below zero`);
    if (inMinor && !Number.isInteger(amount))
      return problem(
        `the ${words} ${shown} is not a whole number of minor units`,
        `the ${words} is no whole number of minor units`,
      );
    const minor = inMinor ? amount : toMinor(amount, currency);
    return Number.isSafeInteger(minor)
      ? minor
      : problem(`the ${words} ${shown} is too large`, `the ${words} is too large`);
  }

  /** Every column that is no field: `attr_t_`, `attr_n_` and `attr_b_` columns as text, number and truth value. */
  #attributes(row: ImportRow, blank: string[]): Attributes {
    const attributes: Attributes = {};
    // What was an attribute before its column was read as the cost would go on being public.
    if (this.#columns.cost !== undefined) attributes[this.#columns.cost] = null;
    for (const column in row.values) {
      const value = row.values[column]!;
      if (this.#mapped.has(column)) continue;
      const typed = /^attr_([tnb])_(.+)$/.exec(column);
      const short = typed?.[2] ?? column;
      const name = Object.hasOwn(attributes, short) ? column : short;
      if (value === "") blank.push(`attributes.${name}`);
      else attributes[name] = typed === null || value === null ? value : typedValue(typed[1]!, value);
    }
    return attributes;
  }
}

const priceFields = [
  ["price", "price"],
  ["salePrice", "sale price"],
  ["compareAtPrice", "compare-at price"],
  ["cost", "cost"],
] as const;

/** The fields that say something. */
function present(
  fields: {
    readonly [F in keyof ImportedProduct]: ImportedProduct[F] | undefined;
  },
): ImportedProduct {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** A sale until a day lasts to the end of that day, as in the shop systems that give a day alone. */
const endOfDay = (until: Json): Json =>
  typeof until === "string" && /^\s*(\d{4}-\d{2}-\d{2}|\d{1,2}\/\d{1,2}\/\d{4})\s*$/.test(until)
    ? `${until.trim()} 24:00`
    : until;

function typedValue(type: string, value: Json): Json {
  if (type === "n") return parseAmount(value) ?? value;
  if (type === "t") return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
  if (typeof value === "string" && /^(true|yes|y|1)$/i.test(value)) return true;
  if (typeof value === "string" && /^(false|no|n|0)$/i.test(value)) return false;
  return value === 1 ? true : value === 0 ? false : value;
}

function textOf(value: Json, joint: string): string | null {
  if (Array.isArray(value)) return textOf(value.flatMap((one) => textOf(one, joint) ?? []).join(joint), joint);
  if (value === null || typeof value === "object") return null;
  const text = String(value).trim();
  return text === "" ? null : text;
}

function firstOf(value: Json): string | null {
  return textOf(Array.isArray(value) ? (value[0] ?? null) : value, ", ");
}

function problem(reason: string, kind = reason): { reason: string; kind: string } {
  return { reason, kind };
}
