import { createHash } from "node:crypto";
import type { Event } from "@aisle/contracts/event";
import type { InteractionKind } from "@aisle/runtime/node-sdk/capabilities/events";
import type { ImportField } from "./column-mapping.ts";
import { eventNames } from "./event-names.ts";
import type { PriceOptions } from "./import-source.ts";
import { moneyOf } from "./money-of.ts";
import { parseAmount, toMinor } from "./parse-amount.ts";
import { FileTimes } from "./parse-time.ts";
import type { ImportRow } from "./read-records.ts";

/** Fields of a file of single events. */
export const eventFields: readonly ImportField[] = [
  {
    field: "shopper",
    title: "Shopper id",
    required: true,
    names: ["shopperid", "userid", "customerid", "visitorid", "anonymousid", "clientid", "user", "customer", "shopper"],
  },
  {
    field: "product",
    title: "Product id",
    required: true,
    names: ["productid", "itemid", "sku", "stockcode", "articleid", "asin", "product", "item"],
  },
  {
    field: "time",
    title: "Time",
    required: true,
    names: ["timestamp", "time", "at", "eventtime", "datetime", "date", "createdat", "ts", "originaltimestamp"],
  },
  {
    field: "kind",
    title: "What happened",
    required: false,
    names: ["kind", "event", "eventtype", "eventname", "action", "behavior", "behaviour", "type"],
  },
  { field: "quantity", title: "Quantity", required: false, names: ["quantity", "qty", "count"] },
  { field: "price", title: "Price of one", required: false, names: ["unitprice", "price"] },
  { field: "currency", title: "Currency", required: false, names: ["currency", "currencycode", "pricecurrency"] },
  {
    field: "session",
    title: "Session or order",
    required: false,
    names: ["sessionid", "session", "usersession", "orderid", "basketid"],
  },
  { field: "message", title: "Event id", required: false, names: ["messageid", "eventid"] },
];

const kinds = new Map<string, InteractionKind>([
  ...["view", "viewed", "pageview", "detail", "click", "productviewed", "productclicked", "viewitem"].map(
    (word) => [word, "view"] as const,
  ),
  ...["cart", "add", "addtocart", "addedtocart", "basket", "productadded", "tobasket"].map(
    (word) => [word, "cart"] as const,
  ),
  ...["purchase", "purchased", "buy", "bought", "order", "ordercompleted", "transaction", "sale", "checkout"].map(
    (word) => [word, "purchase"] as const,
  ),
]);

/** The kind that a word of a file means, `undefined` for none that counts. */
function kindOf(word: string): InteractionKind | undefined {
  return kinds.get(word.toLowerCase().replace(/[^a-z]/g, ""));
}

/** Reads single events from rows of one file. Their ids come from what they say, so that the same file makes the same ids. */
export class EventRows {
  readonly #columns: { readonly [field: string]: string };
  readonly #options: PriceOptions & { readonly kind?: InteractionKind };
  readonly #times: FileTimes;
  readonly #occurrences = new Map<string, number>();

  constructor(
    columns: { readonly [field: string]: string },
    options: PriceOptions & { readonly kind?: InteractionKind; readonly timeZone?: string },
    onDoubt: (doubt: "twice" | "skipped") => void = () => undefined,
  ) {
    this.#columns = columns;
    this.#options = options;
    this.#times = new FileTimes(options.timeZone, onDoubt);
  }

  /** The event of a row, or why there is none. */
  read(row: ImportRow): Event | { readonly reason: string; readonly kind: string } {
    const text = (field: string) => String(row.values[this.#columns[field] ?? ""] ?? "").trim();
    const [shopperId, productId, sessionId] = [text("shopper"), text("product"), text("session")];
    if (shopperId === "" && sessionId === "") return problem("the event has no shopper");
    if (productId === "") return problem("the event has no product");
    const time = row.values[this.#columns.time ?? ""];
    const at = this.#times.read(time);
    if (at === undefined) return problem(`the time "${text("time")}" cannot be read`, "the time cannot be read");
    const word = text("kind");
    const kind =
      word === "" ? (this.#options.kind ?? (this.#columns.kind === undefined ? "purchase" : undefined)) : kindOf(word);
    if (kind === undefined)
      return problem(`"${word}" is neither a view nor a cart nor a purchase`, "another kind of event");
    const quantity = text("quantity") === "" ? 1 : parseAmount(text("quantity"));
    if (quantity === undefined || quantity <= 0)
      return problem(`the quantity "${text("quantity")}" is not above zero`, "the quantity is not above zero");
    const price = text("price") === "" ? undefined : parseAmount(text("price"));
    if (text("price") !== "" && price === undefined)
      return problem(`the price "${text("price")}" is no number`, "the price is no number");
    const { priceUnit } = this.#options;
    const currency = text("currency") === "" ? this.#options.currency : text("currency").toUpperCase();
    if (currency !== undefined && !/^[A-Z]{3}$/.test(currency))
      return problem(`"${currency}" is no currency code`, "no currency code");
    const minor = price === undefined ? undefined : priceUnit === "minor" ? price : toMinor(price, currency);
    const name = eventNames[kind];
    return {
      messageId: this.#messageId(text("message"), () => [
        shopperId,
        productId,
        this.#times.readAsUtc(time) ?? at,
        kind,
        quantity,
        sessionId,
      ]),
      at,
      type: "track",
      name,
      ...(shopperId === "" ? {} : { shopperId }),
      ...(sessionId === "" ? {} : { sessionId }),
      payload: { event: name, properties: { ...row.values } },
      interactions: [
        {
          productId,
          kind,
          quantity,
          ...(minor === undefined ? {} : moneyOf(Math.round(minor * quantity), currency)),
        },
      ],
    };
  }

  #messageId(given: string, parts: () => readonly unknown[]): string {
    if (given !== "") return given;
    const hash = createHash("sha256").update(JSON.stringify(parts())).digest("base64url").slice(0, 22);
    // Two rows alike are two events.
    const count = (this.#occurrences.get(hash) ?? 0) + 1;
    this.#occurrences.set(hash, count);
    return count === 1 ? `row:${hash}` : `row:${hash}:${count}`;
  }
}

function problem(reason: string, kind = reason): { reason: string; kind: string } {
  return { reason, kind };
}
