import type { Event, EventInteraction } from "@aisle/contracts/event";
import type { JsonObject } from "@aisle/runtime/json";
import { type ImportField, plainName } from "./column-mapping.ts";
import { eventNames } from "./event-names.ts";
import type { ImportTally } from "./import-report.ts";
import type { PriceOptions } from "./import-source.ts";
import { isProductCode } from "./is-product-code.ts";
import { moneyOf } from "./money-of.ts";
import { parseAmount, toMinor } from "./parse-amount.ts";
import { FileTimes } from "./parse-time.ts";
import type { ImportRow } from "./read-records.ts";

/** Fields of a file of invoice lines. */
export const invoiceFields: readonly ImportField[] = [
  { field: "invoice", title: "Invoice number", required: true, names: ["invoiceno", "invoice", "invoicenumber"] },
  { field: "product", title: "Stock code", required: true, names: ["stockcode"] },
  { field: "description", title: "Description", required: false, names: ["description"] },
  { field: "quantity", title: "Quantity", required: true, names: ["quantity", "qty"] },
  { field: "time", title: "Invoice date", required: true, names: ["invoicedate"] },
  { field: "price", title: "Price of one", required: true, names: ["unitprice", "price"] },
  { field: "shopper", title: "Customer id", required: false, names: ["customerid", "customer"] },
  { field: "country", title: "Country", required: false, names: ["country"] },
];

/** Whether a file's columns are those of invoice lines. */
export function areInvoices(columns: readonly string[]): boolean {
  const names = new Set(columns.map(plainName));
  return names.has("stockcode") && names.has("invoicedate") && (names.has("invoiceno") || names.has("invoice"));
}

/** A line of an invoice that sold a product. */
export interface SoldLine {
  readonly code: string;
  readonly description: string;
  readonly quantity: number;
  readonly priceMinor: number;
}

interface OpenInvoice {
  readonly number: string;
  readonly at: number;
  readonly refund: boolean;
  readonly country: string;
  shopper: string;
  readonly lines: SoldLine[];
}

const maxInvoiceLines = 5000;

/**
 * Makes one event of the lines of each invoice that follow each other. Cancellations (numbers with a C) become refunds,
 * which count for no product; other lettered invoices book corrections and are skipped, as are lines of no product, of a
 * quantity below one and of a price that is not above zero.
 */
export class InvoiceRows {
  readonly #columns: { readonly [field: string]: string };
  readonly #options: PriceOptions;
  readonly #tally: ImportTally;
  readonly #onSold: (line: SoldLine) => void;
  readonly #parts = new Map<string, number>();
  readonly #times: FileTimes;
  #open: OpenInvoice | undefined;

  constructor(
    columns: { readonly [field: string]: string },
    options: PriceOptions & { readonly timeZone?: string },
    tally: ImportTally,
    onSold: (line: SoldLine) => void = () => {},
  ) {
    this.#columns = columns;
    this.#options = options;
    this.#tally = tally;
    this.#times = new FileTimes(options.timeZone, tally.doubtTime);
    this.#onSold = onSold;
  }

  /** Codes in these rows that do not look like a product's: worth asking the catalogue for. */
  doubtfulCodes(rows: readonly ImportRow[]): readonly string[] {
    const codes = new Set<string>();
    for (const row of rows) {
      const code = this.#text(row, "product");
      if (code !== "" && !isProductCode(code, this.#text(row, "description"))) codes.add(code);
    }
    return [...codes];
  }

  /** The events of the invoices that end in these rows. What is in the catalogue is a product, whatever its code looks like. */
  read(rows: readonly ImportRow[], inCatalogue: ReadonlySet<string> = new Set()): Event[] {
    const events: Event[] = [];
    for (const row of rows) {
      const line = this.#line(row, inCatalogue);
      if (line === undefined) continue;
      const open = this.#open;
      if (open === undefined || open.number !== line.number || open.lines.length >= maxInvoiceLines) {
        events.push(...this.end());
        this.#open = { ...line, lines: [line.sold] };
      } else {
        open.lines.push(line.sold);
        if (open.shopper === "") open.shopper = line.shopper;
      }
    }
    return events;
  }

  /** The event of the last invoice. */
  end(): Event[] {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return [];
    if (open.refund) this.#tally.count("refunds");
    else {
      this.#tally.count("orders");
      if (open.shopper === "") this.#tally.count("ordersOfNobodyKnown");
      for (const line of open.lines) this.#onSold(line);
      this.#tally.stored += open.lines.length;
    }
    return [this.#eventOf(open)];
  }

  /** Lets go of an invoice whose last lines were not read, so that its id stays free; returns its lines. */
  dropOpen(): number {
    const lines = this.#open?.lines.length ?? 0;
    this.#open = undefined;
    return lines;
  }

  #text(row: ImportRow, field: string): string {
    return String(row.values[this.#columns[field] ?? ""] ?? "").trim();
  }

  #line(row: ImportRow, inCatalogue: ReadonlySet<string>) {
    const text = (field: string) => this.#text(row, field);
    const reject = (reason: string, kind?: string) => void this.#tally.reject(row, reason, kind);
    const skip = (why: string) => void this.#tally.skip(why, row);
    const [number, code, description] = [text("invoice"), text("product"), text("description")];
    if (number === "") return reject("the line has no invoice number");
    if (code === "") return reject("the line has no stock code");
    const refund = /^c/i.test(number);
    if (!refund && /^\p{L}/u.test(number)) return skip("correction");
    if (!inCatalogue.has(code) && !isProductCode(code, description)) return skip("not a product");
    const quantity = parseAmount(text("quantity"));
    if (quantity === undefined)
      return reject(`the quantity "${text("quantity")}" is no number`, "the quantity is no number");
    const price = parseAmount(text("price"));
    if (price === undefined) return reject(`the price "${text("price")}" is no number`, "the price is no number");
    const at = this.#times.read(row.values[this.#columns.time ?? ""]);
    if (at === undefined) return reject(`the time "${text("time")}" cannot be read`, "the time cannot be read");
    if (refund) skip("cancellation");
    else if (quantity < 1) return skip("quantity below one");
    else if (price === 0) return skip("price of zero");
    else if (price < 0) return skip("price below zero");
    const priceMinor = this.#options.priceUnit === "minor" ? Math.round(price) : toMinor(price, this.#options.currency);
    // Spreadsheets turn ids into numbers with a fraction.
    const shopper = text("shopper").replace(/^(\d+)\.0+$/, "$1");
    return { number, at, refund, country: text("country"), shopper, sold: { code, description, quantity, priceMinor } };
  }

  #eventOf({ number, at, refund, country, shopper, lines }: OpenInvoice): Event {
    const part = (this.#parts.get(number) ?? 0) + 1;
    this.#parts.set(number, part);
    const name = refund ? "Order Refunded" : eventNames.purchase;
    const products = lines.map(
      ({ code, quantity, priceMinor }): JsonObject => ({ product_id: code, quantity, price_minor: priceMinor }),
    );
    const { currency } = this.#options;
    return {
      messageId: part === 1 ? `invoice:${number}` : `invoice:${number}:${part}`,
      at,
      type: "track",
      name,
      sessionId: number,
      ...(shopper === "" ? {} : { shopperId: shopper }),
      payload: {
        event: name,
        properties: { order_id: number, ...(currency === undefined ? {} : { currency }), products },
        ...(country === "" ? {} : { context: { country } }),
      },
      interactions: refund ? [] : interactionsOf(lines, currency),
    };
  }
}

/** One interaction for each product, however many lines it has. */
function interactionsOf(lines: readonly SoldLine[], currency: string | undefined): EventInteraction[] {
  const byCode = new Map<string, { productId: string; kind: "purchase"; quantity: number; valueMinor: number }>();
  for (const { code, quantity, priceMinor } of lines) {
    const known = byCode.get(code);
    const valueMinor = Math.round(quantity * priceMinor);
    if (known === undefined) byCode.set(code, { productId: code, kind: "purchase", quantity, valueMinor });
    else {
      known.quantity += quantity;
      known.valueMinor += valueMinor;
    }
  }
  return [...byCode.values()].map(({ valueMinor, ...line }) => ({ ...line, ...moneyOf(valueMinor, currency) }));
}
