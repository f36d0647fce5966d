import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { CommandError } from "../command-error.ts";
import { readPassword } from "../read-password.ts";
import type { StudioClient } from "../studio-client.ts";

export const backupUsage = "aisle backup FILE";

/** Copies every table into one file; the file appears under its name only when it is whole. */
export async function backupCommand(client: StudioClient, [file]: readonly string[]): Promise<void> {
  if (file === undefined) throw new CommandError(backupUsage);
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

export const restoreUsage = "aisle restore FILE [--password-stdin]";

/** Puts a backup's rows in place of all rows there are, in one transaction; an owner's password shows who asks. */
export async function restoreCommand(client: StudioClient, args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { "password-stdin": { type: "boolean", default: false } },
  });
  const [file] = positionals;
  if (file === undefined) throw new CommandError(restoreUsage);
  if ((await stat(file).catch(() => undefined)) === undefined) throw new CommandError(`There is no file ${file}.`);
  const password = await readPassword("An owner's password (empty when none is set yet): ", values["password-stdin"]);
  const response = await client.fetch("/api/restore", {
    method: "POST",
    headers: {
      "content-type": "application/octet-stream",
      "x-aisle-upload": "1",
      ...(password === undefined ? {} : { "x-aisle-password": encodeURIComponent(password) }),
    },
    body: Readable.toWeb(createReadStream(file)) as unknown as ReadableStream,
    duplex: "half",
  });
  const { tables, rows, secretsToEnter } = (await response.json()) as {
    readonly tables: number;
    readonly rows: number;
    readonly secretsToEnter: readonly string[];
  };
  process.stdout.write(`Restored ${rows} rows of ${tables} tables.\n`);
  if (secretsToEnter.length > 0)
    process.stdout.write(
      `The key of these secrets is not here; enter them again, or put the file secret-keys of the old data directory in place: ${secretsToEnter.join(", ")}\n`,
    );
}
