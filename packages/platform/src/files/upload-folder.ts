import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Uploads } from "@aisle/contracts/uploads";

/** Uploaded files between their arrival and the end of their import; one file each, named by a made-up id. */
export class UploadFolder implements Uploads {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Keeps every byte of a stream, on disk for good before it returns the upload's id; a broken stream leaves nothing. */
  async store(bytes: AsyncIterable<Uint8Array>): Promise<string> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const id = `up_${randomUUID().replaceAll("-", "")}`;
    const partial = `${this.path(id)}.partial`;
    try {
      const file = await open(partial, "wx", 0o600);
      try {
        for await (const chunk of bytes) await file.write(chunk);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(partial, this.path(id));
      return id;
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  path(id: string): string {
    if (!/^up_[0-9a-f]{32}$/.test(id)) throw new RangeError("not the id of an upload");
    return join(this.#folder, id);
  }

  /** Where the rejected rows of the upload's import are stored, as CSV. */
  rejectedPath(id: string): string {
    return `${this.path(id)}.rejected.csv`;
  }

  /** where its import stores how far it is. */
  progressPath(id: string): string {
    return `${this.path(id)}.progress.json`;
  }

  /** The rejected rows of the upload's import, `undefined` when none were stored. */
  async rejected(id: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    const path = this.rejectedPath(id);
    const found = await stat(path).catch(() => undefined);
    return found === undefined ? undefined : createReadStream(path);
  }

  async sizeBytes(id: string): Promise<number> {
    return (await stat(this.path(id))).size;
  }

  async remove(id: string): Promise<void> {
    await rm(this.path(id), { force: true });
  }

  /** Removes uploads, and reports of their imports, that were last written before a time (milliseconds since 1970). */
  async removeOlder(time: number): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    for (const name of names.filter((candidate) => candidate.startsWith("up_"))) {
      const path = join(this.#folder, name);
      const found = await stat(path).catch(() => undefined);
      if (found !== undefined && found.mtimeMs < time) await rm(path, { force: true });
    }
  }
}
