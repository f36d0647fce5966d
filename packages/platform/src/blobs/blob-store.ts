import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, open, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { AisleError } from "@aisle/runtime/errors";
import type pg from "pg";
import { writeAtomically } from "../files/write-atomically.ts";
import { BlobParts } from "./blob-parts.ts";

/** Artefacts by the SHA-256 of their bytes: PostgreSQL is the truth, the disk a cache of it. */
export interface BlobStore {
  /** The largest artefact that can be stored. */
  readonly maxBytes: number;
  /** Stores the bytes, once however often they are put, and returns their hash in hex. Throws `blob.too-large`. */
  put(bytes: Uint8Array): Promise<string>;
  /** Stores a file, which is never held in memory as a whole. */
  putFile(path: string): Promise<string>;
  /** The bytes of a hash, checked against it; `undefined` when it is unknown. Throws `blob.damaged`. */
  get(hash: string): Promise<Uint8Array | undefined>;
  /** A path on disk with the bytes of a hash, checked just now, for readers that want a file; `undefined` when it is unknown. */
  file(hash: string): Promise<string | undefined>;
  has(hash: string): Promise<boolean>;
  delete(hashes: readonly string[]): Promise<void>;
}

/** Limits in bytes. */
export interface BlobLimits {
  /** What is larger is stored in parts of this size; 32 MB when not given. A value of PostgreSQL holds 1 GB. */
  readonly partBytes?: number;
  /** 16 GB when not given. */
  readonly maxBytes?: number;
}

const hashOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

async function hashOfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

/** Opens the store; `cacheDir` is made when first needed and may be emptied at any time. */
export function openBlobStore(
  pool: pg.Pool,
  cacheDir: string,
  { partBytes = 32_000_000, maxBytes = 16_000_000_000 }: BlobLimits = {},
): BlobStore {
  const parts = new BlobParts(pool, partBytes);
  const pathOf = (hash: string) => {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new RangeError("a blob's hash is 64 hexadecimal digits");
    return join(cacheDir, hash.slice(0, 2), hash);
  };
  const refuseTooLarge = (size: number) => {
    if (size <= maxBytes) return;
    throw new AisleError(
      "blob.too-large",
      `An artefact of ${size} bytes is too large; at most ${maxBytes} bytes can be stored.`,
      { size, maxBytes },
    );
  };

  const rowOf = async (hash: string) => {
    const { rows } = await pool.query<{ bytes: Buffer; parts: number; size: number }>(
      "select bytes, parts, size from blob where hash = $1",
      [hash],
    );
    return rows[0];
  };

  /** The path of a verified copy in the cache; undefined where there is none. */
  const cached = async (hash: string): Promise<string | undefined> => {
    const path = pathOf(hash);
    const found = await hashOfFile(path).catch(() => undefined);
    if (found === hash) return path;
    if (found !== undefined) await rm(path, { force: true });
    return undefined;
  };

  const damaged = (hash: string) => new AisleError("blob.damaged", `The artefact ${hash} is damaged.`, { hash });

  const get = async (hash: string): Promise<Uint8Array | undefined> => {
    const path = pathOf(hash);
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes && hashOf(bytes) === hash) return bytes;
    if (bytes) await rm(path, { force: true });
    const row = await rowOf(hash);
    if (row === undefined) return undefined;
    const whole = row.parts === 0 ? row.bytes : await parts.read(hash, row);
    if (whole === undefined || hashOf(whole) !== hash) throw damaged(hash);
    // A full disk costs speed, not the artefact.
    await writeAtomically(path, whole).catch(() => undefined);
    return whole;
  };

  /** Stores what `read` gives, part by part where it is large; what an interrupted call stored already is not sent again. */
  const store = async (hash: string, size: number, read: (from: number, to: number) => Promise<Uint8Array>) => {
    if (size <= partBytes) {
      const whole = await pool.query("select 1 from blob where hash = $1 and encode(sha256(bytes), 'hex') = $1", [
        hash,
      ]);
      if (whole.rowCount === 1) return;
      const bytes = await read(0, size);
      await pool.query(
        `insert into blob (hash, bytes, size) values ($1, $2, $3)
         on conflict (hash) do update set bytes = excluded.bytes, parts = 0`,
        [hash, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), size],
      );
      return;
    }
    const count = await parts.write(hash, size, read);
    // The row comes last: whoever sees it finds all parts.
    await pool.query(
      `insert into blob (hash, bytes, size, parts) values ($1, '', $2, $3)
       on conflict (hash) do update set bytes = '', size = excluded.size, parts = excluded.parts`,
      [hash, size, count],
    );
  };

  return {
    maxBytes,
    async put(bytes) {
      refuseTooLarge(bytes.byteLength);
      const hash = hashOf(bytes);
      await store(hash, bytes.byteLength, async (from, to) => bytes.subarray(from, to));
      await writeAtomically(pathOf(hash), bytes).catch(() => undefined);
      return hash;
    },
    async putFile(path) {
      const { size } = await stat(path);
      refuseTooLarge(size);
      const hash = await hashOfFile(path);
      const file = await open(path);
      try {
        await store(hash, size, async (from, to) => {
          const bytes = Buffer.alloc(to - from);
          await file.read(bytes, 0, bytes.length, from);
          return bytes;
        });
      } finally {
        await file.close();
      }
      return hash;
    },
    get,
    async file(hash) {
      const found = await cached(hash);
      if (found !== undefined) return found;
      const row = await rowOf(hash);
      if (row === undefined) return undefined;
      const path = pathOf(hash);
      if (row.parts === 0) {
        if (hashOf(row.bytes) !== hash) throw damaged(hash);
        await writeAtomically(path, row.bytes);
      } else if (!(await parts.writeTo(path, hash, row, hash))) throw damaged(hash);
      await access(path);
      return path;
    },
    async has(hash) {
      return (await pool.query("select 1 from blob where hash = $1", [hash])).rowCount === 1;
    },
    async delete(hashes) {
      await pool.query("delete from blob where hash = any($1)", [hashes]);
      await parts.deleteUnnamed(hashes);
      await Promise.all(hashes.map((hash) => rm(pathOf(hash), { force: true })));
    },
  };
}
