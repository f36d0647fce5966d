import { createReadStream } from "node:fs";
import { describeCounts } from "@aisle/app/imports/describe-counts";
import { importCatalogue } from "@aisle/app/imports/import-catalogue";
import { importEvents } from "@aisle/app/imports/import-events";
import { type ImportReport, ImportTally } from "@aisle/app/imports/import-report";
import type { ImportOptions, ImportSource } from "@aisle/app/imports/import-source";
import { importStock } from "@aisle/app/imports/import-stock";
import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import { CatalogLoadStore } from "@aisle/platform/catalogue/catalog-load-store";
import { CatalogueStore } from "@aisle/platform/catalogue/catalogue-store";
import { DemoShopStore } from "@aisle/platform/catalogue/demo-shop-store";
import { EventStore } from "@aisle/platform/events/event-store";
import type { JobHandlers } from "@aisle/platform/queue/job-worker";
import { workspaceTimeZone } from "@aisle/platform/workspaces/workspace-settings";
import { AisleError } from "@aisle/runtime/errors";
import type { Json } from "@aisle/runtime/json";
import { z } from "zod";
import { type ImportState, readImportState, writeImportState } from "./import-state.ts";
import type { JobDeps } from "./job-deps.ts";
import { queueCatalogueIndex } from "./queue-catalogue-index.ts";
import { queueEventIndex } from "./queue-event-index.ts";
import { RejectedRowsFile } from "./rejected-rows-file.ts";
import { throttled } from "./throttled.ts";

type Kind = "catalog" | "events" | "stock";

const emptyState: ImportState = { rows: 0, tally: new ImportTally().snapshot(), rejectedBytes: 0 };

/** Settings travel beside the columns of the map, as the command's options are written. */
const settingsSchema = z.object({
  "--price-unit": z.enum(["minor", "major"]).optional(),
  "--currency": z
    .string()
    .regex(/^[A-Z]{3}$/, "an ISO 4217 code such as EUR")
    .optional(),
  "--kind": z.enum(["view", "cart", "purchase"]).optional(),
  "--create-products": z.enum(["true", "false"]).optional(),
  /** What becomes of the demo shop when products of one's own are there; it stays by default. */
  "--demo-shop": z.enum(["keep", "aside"]).optional(),
});
type ImportSettings = z.infer<typeof settingsSchema>;

/**
 * Imports an uploaded file in batches, stores every rejected row, and queues the indexing that follows. A run that was
 * interrupted is gone on with from the last stored batch.
 */
export function importJob(deps: JobDeps): JobHandlers<AisleJobs>["import"] {
  return async ({ workspaceId, kind, uploadId, fileName, map }, job) => {
    const { uploads } = deps;
    const statePath = uploads.progressPath(uploadId);
    const before = await readImportState(statePath);
    // Everything is stored: only the answer was not given.
    if (before?.result !== undefined) return before.result;
    const mapping = readMap(map);
    const timeZone = await workspaceTimeZone(deps.pool, workspaceId);
    const totalBytes = await uploads.sizeBytes(uploadId).catch(() => {
      throw new AisleError("import.unreadable", "The uploaded file is gone; send it again.");
    });
    const progress = throttled(job.progress);
    const rejected = await RejectedRowsFile.open(uploads.rejectedPath(uploadId), before?.rejectedBytes ?? 0);
    let state: ImportState = before ?? emptyState;
    try {
      const source: ImportSource = { fileName, bytes: createReadStream(uploads.path(uploadId)), totalBytes };
      const report = await runKind(deps, kind as Kind, workspaceId, source, mapping, {
        signal: job.signal,
        timeZone,
        ...(before === undefined ? {} : { resume: before }),
        async onStored(checkpoint) {
          state = { ...checkpoint, rejectedBytes: await rejected.flush() };
          await writeImportState(statePath, state);
          await job.advanced();
        },
        onProgress: ({ rows, rejected: bad, bytes }) =>
          progress(
            Math.min(0.99, bytes / Math.max(1, totalBytes)),
            `${rows} rows${bad > 0 ? `, ${bad} rejected` : ""}`,
          ),
        onReject: (row) => rejected.add(row),
      });
      const rejectedBytes = await rejected.flush();
      if (report.stopped?.code === "cancelled") job.signal.throwIfAborted();
      const follow = () => whatFollows(deps, workspaceId, kind as Kind, mapping.settings["--demo-shop"]);
      const extra = report.stored > 0 ? await follow() : notesOfNothing(mapping.settings["--demo-shop"]);
      const result = {
        // Studio and command show the same: `about` and the counts, the command as lines.
        import: {
          ...report,
          about: [...aboutOf(report), ...extra],
          notes: [...extra, ...notesOf(report, mapping.settings["--currency"] !== undefined)],
        },
      } as unknown as Json;
      if (kind !== "events" && report.stored > 0)
        await new CatalogLoadStore(deps.pool).add(workspaceId, {
          ...{ id: uploadId, job: job.id, kind: kind as "catalog" | "stock", fileName },
          ...{ rows: report.read, rejected: report.rejected },
        });
      await writeImportState(statePath, { ...state, rejectedBytes, result });
      await uploads.remove(uploadId);
      return result;
    } finally {
      await rejected.close();
    }
  };
}

/** Queues the indexing of what was stored; returns what there is to say about it. */
async function whatFollows(
  deps: JobDeps,
  workspaceId: string,
  kind: Kind,
  demoShop: ImportSettings["--demo-shop"],
): Promise<readonly string[]> {
  const notes = kind === "catalog" ? await demoShopNotes(deps, workspaceId, demoShop) : [];
  if (kind === "catalog") await queueCatalogueIndex(deps, workspaceId);
  if (kind !== "stock") await queueEventIndex(deps, workspaceId);
  return notes;
}

/** Sets the demo shop aside where that was asked for; says what became of it, and what answers with its products. */
async function demoShopNotes(
  { pool, records }: JobDeps,
  workspaceId: string,
  demoShopChoice: ImportSettings["--demo-shop"],
): Promise<readonly string[]> {
  const store = new DemoShopStore(pool);
  const { state, products, events } = await store.state(workspaceId);
  if (state === "none" && demoShopChoice === "aside") return ["There is no demo shop to set aside."];
  if (state !== "there") return [];
  const live = (await records.endpoints(workspaceId)).map(({ slug }) => `/v1/${slug}`);
  const answer = live.length === 0 ? "" : ` Live endpoints that answered with its products: ${live.join(", ")}.`;
  const size = events === 0 ? "not made yet" : `${products} products, ${events} events`;
  if (demoShopChoice !== "aside")
    return [
      `The demo shop (${size}) is still there, beside these products. Set it aside on the Catalogue page, or with \`aisle demo-shop aside\`.`,
    ];
  await store.setAside(workspaceId);
  return [
    `The demo shop (${size}) is set aside. Bring it back, or delete it for good, on the Catalogue page, or with \`aisle demo-shop\`.${answer}`,
  ];
}

/** What there is to say of a demo shop that was to be set aside for products, none of which were stored. */
function notesOfNothing(demoShopChoice: ImportSettings["--demo-shop"]): readonly string[] {
  return demoShopChoice === "aside" ? ["No product was stored, so a demo shop stays where it is."] : [];
}

/** The columns of the map and the settings beside them. Throws `request.invalid` for wrong settings. */
function readMap(mapText: string): {
  readonly columns: { readonly [field: string]: string };
  readonly settings: ImportSettings;
} {
  const given = z.record(z.string(), z.string()).parse(JSON.parse(mapText));
  const columns = Object.fromEntries(Object.entries(given).filter(([name]) => !name.startsWith("--")));
  const settings = settingsSchema.safeParse(given);
  if (settings.success) return { columns, settings: settings.data };
  const problems = settings.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  throw new AisleError("request.invalid", problems);
}

async function runKind(
  { pool }: JobDeps,
  kind: Kind,
  workspaceId: string,
  source: ImportSource,
  { columns, settings }: ReturnType<typeof readMap>,
  control: ImportOptions,
): Promise<ImportReport> {
  const {
    "--price-unit": priceUnit,
    "--currency": currency,
    "--kind": eventKind,
    "--create-products": create,
  } = settings;
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

/** What there is to say of the file as a whole. */
function aboutOf({ read, stopped }: ImportReport): readonly string[] {
  return [
    ...(stopped === null ? [] : [stopped.message]),
    ...(read === 0 ? ["The file has no rows under its header."] : []),
  ];
}

/** What was counted on the way, in words. */
function notesOf(report: ImportReport, hasCurrency: boolean): string[] {
  const number = new Intl.NumberFormat("en");
  const { columns } = report;
  return [
    ...aboutOf(report),
    `columns: ${Object.entries(columns)
      .map(([field, column]) => `${field} = ${column}`)
      .join(", ")}; --map field=column changes them`,
    ...("price" in columns && !("currency" in columns) && !hasCurrency
      ? ["prices without a currency: name it by --currency, or its column by --map currency=…"]
      : []),
    ...describeCounts(report).map(({ label, count }) => `${label}: ${number.format(count)}`),
  ];
}
