import { readFile } from "node:fs/promises";
import type { ImportCheckpoint } from "@aisle/app/imports/import-source";
import { writeAtomically } from "@aisle/platform/files/write-atomically";
import type { Json } from "@aisle/runtime/json";
import { z } from "zod";

const count = z.number().int().min(0);
const counts = z.record(z.string(), count);

const schema = z.object({
  rows: count,
  tally: z.object({
    read: count,
    stored: count,
    rejected: count,
    skipped: counts,
    reasons: counts,
    rejectedRows: z.array(z.object({ line: count, reason: z.string(), text: z.string() })),
    counts,
    durationMs: count,
  }),
  /** Length of the file of rejected rows at that place. */
  rejectedBytes: count,
  /** What the job answers, once the whole file is stored. */
  result: z.json().optional(),
});

/** How far the import of an upload is, as it lies beside the upload: an import that is interrupted goes on from there. */
export type ImportState = ImportCheckpoint & { readonly rejectedBytes: number; readonly result?: Json | undefined };

/** The state that an earlier run left; `undefined` for none, and for one that cannot be read: the import then begins again. */
export async function readImportState(path: string): Promise<ImportState | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Keeps the state in place of the one before, whole or not at all. */
export async function writeImportState(path: string, state: ImportState): Promise<void> {
  await writeAtomically(path, JSON.stringify(state));
}
