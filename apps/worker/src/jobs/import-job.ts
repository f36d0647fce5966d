import { createReadStream } from "node:fs";
import { open, rm } from "node:fs/promises";
import { importCatalogue } from "@aisle/app/imports/import-catalogue";
import { importEvents } from "@aisle/app/imports/import-events";
import { type ImportReport, rejectedRowLine, rejectedRowsHeader } from "@aisle/app/imports/import-report";
import type { ImportOptions, ImportSource } from "@aisle/app/imports/import-source";
import { importStock } from "@aisle/app/imports/import-stock";
import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import { CatalogueStore } from "@aisle/platform/catalogue/catalogue-store";
import { EventStore } from "@aisle/platform/events/event-store";
import type { JobHandlers } from "@aisle/platform/queue/job-worker";
import { AisleError } from "@aisle/runtime/errors";
import type { Json } from "@aisle/runtime/json";
import { z } from "zod";
import { removeDemoShop } from "./demo-shop-removal.ts";
import type { JobDeps } from "./job-deps.ts";
import { queueCatalogueIndex } from "./queue-catalogue-index.ts";
import { queueEventIndex } from "./queue-event-index.ts";
import { throttled } from "./throttled.ts";

type Kind = "catalog" | "events" | "stock";

/** Settings travel beside the columns of the map, as the command's options are written. */
const settingsSchema = z.object({
  "--price-unit": z.enum(["minor", "major"]).optional(),
  "--currency": z
    .string()
    .regex(/^[A-Z]{3}$/, "an ISO 4217 code such as EUR")
    .optional(),
  "--kind": z.enum(["view", "cart", "purchase"]).optional(),
  "--create-products": z.enum(["true", "false"]).optional(),
});

/** Imports an uploaded file in batches, keeps every rejected row, and queues the indexing that follows. */
export function importJob(deps: JobDeps): JobHandlers<AisleJobs>["import"] {
  return async ({ workspaceId, kind, uploadId, fileName, map }, job) => {
    const { uploads } = deps;
    const totalBytes = await uploads.sizeBytes(uploadId).catch(() => {
      throw new AisleError("import.unreadable", "The uploaded file is gone; send it again.");
    });
    const progress = throttled(job.progress);
    const rejected = await open(uploads.rejectedPath(uploadId), "w", 0o600);
    const lines: string[] = [rejectedRowsHeader];
    const extra: string[] = [];
    try {
      const source: ImportSource = { fileName, bytes: createReadStream(uploads.path(uploadId)), totalBytes };
      const report = await runKind(deps, kind as Kind, workspaceId, source, map, {
        signal: job.signal,
        onProgress: ({ rows, rejected: bad, bytes }) =>
          progress(
            Math.min(0.99, bytes / Math.max(1, totalBytes)),
            `${rows} rows${bad > 0 ? `, ${bad} rejected` : ""}`,
          ),
        onReject: (row) => lines.push(rejectedRowLine(row)),
      });
      await rejected.write(lines.join(""));
      if (report.stopped?.code === "cancelled") job.signal.throwIfAborted();
      if (report.stored > 0 && kind === "catalog") {
        if (await removeDemoShop(deps, workspaceId))
          extra.push("The sample shop and its events made room for this catalogue.");
        await queueCatalogueIndex(deps, workspaceId);
      }
      if (report.stored > 0 && kind !== "stock") await queueEventIndex(deps, workspaceId);
      await uploads.remove(uploadId);
      return {
        import: { ...report, notes: [...extra, ...notesOf(report, map.includes("--currency"))] },
      } as unknown as Json;
    } finally {
      await rejected.close();
      if (lines.length === 1) await rm(uploads.rejectedPath(uploadId), { force: true });
    }
  };
}

async function runKind(
  { pool }: JobDeps,
  kind: Kind,
  workspaceId: string,
  source: ImportSource,
  mapText: string,
  control: ImportOptions,
): Promise<ImportReport> {
  const given = z.record(z.string(), z.string()).parse(JSON.parse(mapText));
  const columns = Object.fromEntries(Object.entries(given).filter(([name]) => !name.startsWith("--")));
  const settings = settingsSchema.safeParse(given);
  if (!settings.success) {
    const words = settings.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
    throw new AisleError("request.invalid", words);
  }
  const {
    "--price-unit": priceUnit,
    "--currency": currency,
    "--kind": eventKind,
    "--create-products": create,
  } = settings.data;
  const catalogue = new CatalogueStore(pool);
  const options = {
    ...control,
    map: columns,
    ...(priceUnit === undefined ? {} : { priceUnit }),
    ...(currency === undefined ? {} : { currency }),
  };
  switch (kind) {
    case "catalog":
      return importCatalogue(source, options, { workspaceId, catalogue });
    case "stock":
      return importStock(source, options, { workspaceId, catalogue });
    case "events": {
      const more = { ...(eventKind === undefined ? {} : { kind: eventKind }), createProducts: create === "true" };
      return importEvents(source, { ...options, ...more }, { workspaceId, events: new EventStore(pool), catalogue });
    }
  }
}

/** What was counted on the way, in words. */
function notesOf({ read, columns, skipped, reasons, counts, stopped }: ImportReport, hasCurrency: boolean): string[] {
  const number = new Intl.NumberFormat("en");
  const words = (name: string) => name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return [
    ...(stopped === null ? [] : [stopped.message]),
    ...(read === 0 ? ["The file has no rows under its header."] : []),
    `columns: ${Object.entries(columns)
      .map(([field, column]) => `${field} = ${column}`)
      .join(", ")}; --map field=column changes them`,
    ...("price" in columns && !("currency" in columns) && !hasCurrency
      ? ["prices without a currency: name it by --currency, or its column by --map currency=…"]
      : []),
    ...Object.entries(counts).map(([name, count]) => `${words(name)}: ${number.format(count)}`),
    ...Object.entries(skipped).map(([why, count]) => `left out, ${why}: ${number.format(count)}`),
    ...Object.entries(reasons).map(([reason, count]) => `rejected, ${reason}: ${number.format(count)}`),
  ];
}
