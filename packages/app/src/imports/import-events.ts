import type { Event, EventSink } from "@aisle/contracts/event";
import type { InteractionKind } from "@aisle/runtime/node-sdk/capabilities/events";
import { EventRows, eventFields } from "./event-row.ts";
import type { ImportReport, ImportTally } from "./import-report.ts";
import type { ImportOptions, ImportSource, PriceOptions } from "./import-source.ts";
import { areInvoices, InvoiceRows, invoiceFields } from "./invoice-rows.ts";
import { FileTimes } from "./parse-time.ts";
import { type KnowingCatalogue, ProductsOfEvents } from "./products-of-events.ts";
import { type RowHandler, runImport } from "./run-import.ts";
import { areTracked, readTracked, trackedFields } from "./tracked-events.ts";

export interface EventImportOptions extends ImportOptions, PriceOptions {
  /** What events without a kind of their own are; purchases by default. */
  readonly kind?: InteractionKind;
  /** Creates products that invoices describe and the catalogue does not have. */
  readonly createProducts?: boolean;
}

export interface EventImportDeps {
  readonly workspaceId: string;
  readonly events: EventSink;
  /** Tells which codes are products, and takes those that are to be created. */
  readonly catalogue?: KnowingCatalogue;
}

/**
 * Imports what shoppers did from CSV or JSONL, gzip or not: a row for each event, JSONL in the shape of the tracking API,
 * or invoice lines in the columns of the Online Retail data (InvoiceNo, StockCode, Description, Quantity, InvoiceDate,
 * UnitPrice, CustomerID). The same file again stores nothing twice.
 */
export function importEvents(
  source: ImportSource,
  options: EventImportOptions,
  deps: EventImportDeps,
): Promise<ImportReport> {
  let shape: "rows" | "invoices" | "tracked" = "rows";
  return runImport(
    source,
    options,
    (file) => {
      shape = areInvoices(file.columns) ? "invoices" : areTracked(file.format, file.columns) ? "tracked" : "rows";
      return { invoices: invoiceFields, tracked: trackedFields, rows: eventFields }[shape];
    },
    (columns, tally) => {
      if (shape === "invoices") return invoiceHandler(columns, options, deps, tally);
      return shape === "tracked" ? trackedHandler(options, deps, tally) : eventHandler(columns, options, deps, tally);
    },
  );
}

function trackedHandler(options: EventImportOptions, deps: EventImportDeps, tally: ImportTally): RowHandler {
  const times = new FileTimes(options.timeZone, tally.doubtTime);
  return {
    async store(rows) {
      const events = readTracked(rows, times, tally);
      await append(events, deps, tally);
      tally.stored += events.length;
    },
  };
}

function eventHandler(
  columns: { readonly [field: string]: string },
  options: EventImportOptions,
  deps: EventImportDeps,
  tally: ImportTally,
): RowHandler {
  const reader = new EventRows(columns, options, tally.doubtTime);
  return {
    async store(rows) {
      const events: Event[] = [];
      for (const row of rows) {
        const event = reader.read(row);
        if ("reason" in event) tally.reject(row, event.reason, event.kind);
        else events.push(event);
      }
      await append(events, deps, tally);
      tally.stored += events.length;
    },
  };
}

function invoiceHandler(
  columns: { readonly [field: string]: string },
  options: EventImportOptions,
  deps: EventImportDeps,
  tally: ImportTally,
): RowHandler {
  const products = new ProductsOfEvents();
  const reader = new InvoiceRows(columns, options, tally, ({ code, description, priceMinor }) =>
    products.add(code, description, priceMinor),
  );
  return {
    async store(rows) {
      const doubtful = reader.doubtfulCodes(rows);
      const known = doubtful.length === 0 ? undefined : await deps.catalogue?.known(deps.workspaceId, doubtful);
      await append(reader.read(rows, known), deps, tally);
    },
    async finish(complete) {
      // Half an invoice would take the id of the whole one, and keep it out later.
      if (complete) await append(reader.end(), deps, tally);
      else tally.count("linesOfUnfinishedInvoice", reader.dropOpen());
      if (options.createProducts === true && deps.catalogue !== undefined)
        tally.count("productsCreated", await products.create(deps.workspaceId, deps.catalogue, options.currency));
    },
  };
}

async function append(events: readonly Event[], deps: EventImportDeps, tally: ImportTally): Promise<void> {
  if (events.length === 0 || tally.replaying) return;
  const { stored, duplicates } = await deps.events.append(deps.workspaceId, events);
  tally.count("events", stored);
  tally.count("duplicates", duplicates);
}
