import type { Json, JsonObject } from "@aisle/runtime/json";
import type { ImportField } from "./column-mapping.ts";
import { plainName } from "./column-mapping.ts";
import type { PriceOptions } from "./import-source.ts";
import { parseAmount, toMinor } from "./parse-amount.ts";
import { parseStock } from "./parse-stock.ts";
import { parseTime } from "./parse-time.ts";
import type { ImportRow } from "./read-records.ts";

/** A product as an import makes it. */
export interface ImportedProduct {
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly brand: string | null;
  readonly category: string | null;
  /** Integer minor units. */
  readonly price: number | null;
  readonly currency: string | null;
  readonly image: string | null;
  readonly attributes: JsonObject;
  readonly releasedAt: Date | null;
  /** `null` for unknown; absent when the file has no such column. */
  readonly stock?: number | null;
}

/** What a product file can tell. */
export const catalogueFields: readonly ImportField[] = [
  {
    field: "id",
    title: "Product id",
    required: true,
    names: [
      "id",
      "productid",
      "sku",
      "itemid",
      "articleid",
      "productcode",
      "stockcode",
      "variantsku",
      "asin",
      "uniqid",
      "handle",
    ],
  },
  {
    field: "title",
    title: "Title",
    required: true,
    names: ["title", "producttitle", "name", "productname", "itemname"],
  },
  {
    field: "description",
    title: "Description",
    required: false,
    names: ["description", "shortdescription", "longdescription", "productdescription", "bodyhtml", "body", "summary"],
  },
  {
    field: "brand",
    title: "Brand",
    required: false,
    names: ["brand", "brandname", "supplier", "vendor", "manufacturer", "maker"],
  },
  {
    field: "category",
    title: "Category",
    required: false,
    names: [
      "category",
      "categorypath",
      "categories",
      "productcategory",
      "producttype",
      "googleproductcategory",
      "department",
    ],
  },
  {
    field: "price",
    title: "Price",
    required: false,
    names: [
      "price",
      "pricecents",
      "priceminor",
      "priceincents",
      "unitprice",
      "variantprice",
      "regularprice",
      "listprice",
    ],
  },
  { field: "currency", title: "Currency", required: false, names: ["currency", "currencycode", "pricecurrency"] },
  {
    field: "image",
    title: "Image",
    required: false,
    names: [
      "image",
      "imageurl",
      "imagelink",
      "imagesrc",
      "img",
      "img500x500",
      "imghigh",
      "picture",
      "thumbnail",
      "imgthumb",
    ],
  },
  {
    field: "stock",
    title: "Stock",
    required: false,
    names: [
      "stock",
      "stockquantity",
      "quantityinstock",
      "inventory",
      "inventoryquantity",
      "variantinventoryqty",
      "qty",
      "quantity",
      "availability",
    ],
  },
  {
    field: "released",
    title: "Released",
    required: false,
    names: ["releasedat", "released", "datereleased", "releasedate", "launchdate", "publishedat"],
  },
];

const longestId = 255;

/** Reads products from rows of one file: knows its columns once. */
export class CatalogueRows {
  readonly #columns: { readonly [field: string]: string };
  readonly #options: PriceOptions;
  readonly #mapped: ReadonlySet<string>;
  readonly #minor: boolean;
  readonly #now = Date.now();

  constructor(columns: { readonly [field: string]: string }, options: PriceOptions) {
    this.#columns = columns;
    this.#options = options;
    this.#mapped = new Set(Object.values(columns));
    const byName = /cents?$|minor$|pence$/.test(plainName(columns.price ?? ""));
    this.#minor = options.priceUnit === undefined ? byName : options.priceUnit === "minor";
  }

  /** The product of a row, or why there is none. */
  read(row: ImportRow): ImportedProduct | { readonly reason: string; readonly kind: string } {
    const id = this.#text(row, "id");
    if (id === null) return problem("the product has no id");
    if (id.length > longestId) return problem(`the id is longer than ${longestId} characters`);
    const title = this.#text(row, "title");
    if (title === null) return problem("the product has no title");
    const currency = this.#text(row, "currency")?.toUpperCase() ?? this.#options.currency ?? null;
    if (currency !== null && !/^[A-Z]{3}$/.test(currency))
      return problem(`"${currency}" is no currency code`, "no currency code");
    const price = this.#price(row, currency ?? undefined);
    if (typeof price === "object" && price !== null) return price;
    const stock = parseStock(this.#value(row, "stock"));
    if (stock === undefined)
      return problem(`the stock "${this.#text(row, "stock")}" is no number`, "the stock is no number");
    const released = this.#value(row, "released");
    const releasedAt = released === null ? undefined : parseTime(released, this.#now);
    return {
      id,
      title,
      description: this.#text(row, "description"),
      brand: this.#text(row, "brand"),
      category: this.#text(row, "category", " > "),
      price,
      currency,
      image: firstOf(this.#value(row, "image")),
      attributes: this.#attributes(row),
      releasedAt: releasedAt === undefined ? null : new Date(releasedAt),
      ...(this.#columns.stock === undefined ? {} : { stock }),
    };
  }

  #value(row: ImportRow, field: string): Json {
    const column = this.#columns[field];
    const value = column === undefined ? undefined : row.values[column];
    return value === undefined || value === "" ? null : value;
  }

  #text(row: ImportRow, field: string, joint = ", "): string | null {
    return textOf(this.#value(row, field), joint);
  }

  #price(row: ImportRow, currency: string | undefined): number | null | { reason: string; kind: string } {
    const value = this.#value(row, "price");
    if (value === null) return null;
    const amount = parseAmount(value);
    const shown = textOf(value, ", ");
    if (amount === undefined) return problem(`the price "${shown}" is no number`, "the price is no number");
    if (amount < 0) return problem(`the price ${shown} is below zero`, "the price is below zero");
    if (this.#minor && !Number.isInteger(amount))
      return problem(
        `the price ${shown} is not a whole number of minor units`,
        "the price is no whole number of minor units",
      );
    const minor = this.#minor ? amount : toMinor(amount, currency);
    return Number.isSafeInteger(minor) ? minor : problem(`the price ${shown} is too large`, "the price is too large");
  }

  /** Every column that is no field: `attr_t_`, `attr_n_` and `attr_b_` columns as text, number and truth value. */
  #attributes(row: ImportRow): JsonObject {
    const attributes: { [name: string]: Json } = {};
    for (const column in row.values) {
      const value = row.values[column]!;
      if (this.#mapped.has(column) || value === "" || value === null) continue;
      const typed = /^attr_([tnb])_(.+)$/.exec(column);
      const name = typed?.[2] ?? column;
      attributes[Object.hasOwn(attributes, name) ? column : name] =
        typed === null ? value : typedValue(typed[1]!, value);
    }
    return attributes;
  }
}

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
