import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CommandError } from "../command-error.ts";
import type { StudioClient } from "../studio-client.ts";

/** Copies every table into one file; the file appears under its name only when it is whole. */
export async function backupCommand(client: StudioClient, [file]: readonly string[]): Promise<void> {
  if (file === undefined) throw new CommandError("aisle backup FILE");
  const response = await client.fetch("/api/backup");
  const partial = `${file}.partial`;
  try {
    await pipeline(Readable.fromWeb(response.body as never), createWriteStream(partial, { mode: 0o600 }));
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw new CommandError(
      `The backup was not finished: ${error instanceof Error ? error.message : error}`,
      "Run it again.",
    );
  }
  process.stdout.write(`${file}: ${((await stat(file)).size / 1e6).toFixed(1)} MB\n`);
}

/** Puts a backup's rows in place of all rows there are, in one transaction. */
export async function restoreCommand(client: StudioClient, [file]: readonly string[]): Promise<void> {
  if (file === undefined) throw new CommandError("aisle restore FILE");
  if ((await stat(file).catch(() => undefined)) === undefined) throw new CommandError(`There is no file ${file}.`);
  const response = await client.fetch("/api/restore", {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: Readable.toWeb(createReadStream(file)) as unknown as ReadableStream,
    duplex: "half",
  });
  const { tables, rows } = (await response.json()) as { tables: number; rows: number };
  process.stdout.write(`Restored ${rows} rows of ${tables} tables.\n`);
}
