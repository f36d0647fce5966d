import { createHash } from "node:crypto";
import type pg from "pg";
import { writeAtomically } from "../files/write-atomically.ts";

interface StoredBlob {
  readonly parts: number;
  readonly size: number;
}

/** Parts that no artefact names are left by an interrupted upload; after a day nobody goes on with it. */
const abandonedAfter = "1 day";

const sumOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Artefacts that are too large for one row of the database, in rows of equal parts. */
export class BlobParts {
  readonly #pool: pg.Pool;
  readonly #partBytes: number;

  constructor(pool: pg.Pool, partBytes: number) {
    this.#pool = pool;
    this.#partBytes = partBytes;
  }

  /** Stores the parts that are missing or damaged, and returns how many there are. */
  async write(hash: string, size: number, read: (from: number, to: number) => Promise<Uint8Array>): Promise<number> {
    const count = Math.ceil(size / this.#partBytes);
    for (let part = 0; part < count; part++) {
      const from = part * this.#partBytes;
      const bytes = await read(from, Math.min(size, from + this.#partBytes));
      const sum = sumOf(bytes);
      const there = await this.#pool.query(
        "select 1 from blob_part where hash = $1 and part = $2 and sum = $3 and encode(sha256(bytes), 'hex') = $3",
        [hash, part, sum],
      );
      if (there.rowCount === 1) continue;
      await this.#pool.query(
        `insert into blob_part (hash, part, bytes, sum) values ($1, $2, $3, $4)
         on conflict (hash, part) do update set bytes = excluded.bytes, sum = excluded.sum`,
        [hash, part, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), sum],
      );
    }
    await this.#pool.query("delete from blob_part where hash = $1 and part >= $2", [hash, count]);
    return count;
  }

  /** The parts put together; undefined where one is missing. */
  async read(hash: string, blob: StoredBlob): Promise<Uint8Array | undefined> {
    const whole = Buffer.alloc(blob.size);
    let at = 0;
    for await (const bytes of this.#each(hash, blob)) at += bytes.copy(whole, at);
    return at === blob.size ? whole : undefined;
  }

  /** Writes the parts into a file, never more than one of them in memory; false, and no file, unless their SHA-256 is `expected`. */
  async writeTo(path: string, hash: string, blob: StoredBlob, expected: string): Promise<boolean> {
    const sum = createHash("sha256");
    const parts = this.#each(hash, blob);
    try {
      await writeAtomically(
        path,
        (async function* () {
          for await (const bytes of parts) {
            sum.update(bytes);
            yield bytes;
          }
          if (sum.digest("hex") !== expected) throw new DamagedParts();
        })(),
      );
      return true;
    } catch (error) {
      if (error instanceof DamagedParts) return false;
      throw error;
    }
  }

  /** Deletes the parts of artefacts that are gone, and those of uploads that nobody finished. */
  async deleteUnnamed(hashes: readonly string[]): Promise<void> {
    await this.#pool.query(
      `delete from blob_part where not exists (select 1 from blob where blob.hash = blob_part.hash)
         and (hash = any($1) or created_at < now() - $2::interval)`,
      [hashes, abandonedAfter],
    );
  }

  async *#each(hash: string, { parts }: StoredBlob): AsyncGenerator<Buffer> {
    for (let part = 0; part < parts; part++) {
      const { rows } = await this.#pool.query<{ bytes: Buffer }>(
        "select bytes from blob_part where hash = $1 and part = $2",
        [hash, part],
      );
      if (rows[0] === undefined) return;
      yield rows[0].bytes;
    }
  }
}

class DamagedParts extends Error {}
