import { createHash } from "node:crypto";
import { access, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { AisleError } from "@aisle/runtime/errors";
import type pg from "pg";
import { writeAtomically } from "../files/write-atomically.ts";

/** Artefacts by the SHA-256 of their bytes: PostgreSQL is the truth, the disk a cache of it. */
export interface BlobStore {
  /** Stores the bytes, once however often they are put, and returns their hash in hex. */
  put(bytes: Uint8Array): Promise<string>;
  /** The bytes of a hash, checked against it; `undefined` when it is unknown. Throws `blob.damaged`. */
  get(hash: string): Promise<Uint8Array | undefined>;
  /** A path on disk with the bytes of a hash, checked just now, for readers that want a file; `undefined` when it is unknown. */
  file(hash: string): Promise<string | undefined>;
  has(hash: string): Promise<boolean>;
  delete(hashes: readonly string[]): Promise<void>;
}

/** PostgreSQL takes a value of at most 1 GB, and the driver doubles it on the wire. */
const maxBytes = 400_000_000;

const hashOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Opens the store; `cacheDir` is made when first needed and may be emptied at any time. */
export function openBlobStore(pool: pg.Pool, cacheDir: string): BlobStore {
  const pathOf = (hash: string) => {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new RangeError("a blob's hash is 64 hexadecimal digits");
    return join(cacheDir, hash.slice(0, 2), hash);
  };

  const fromCache = async (hash: string): Promise<Uint8Array | undefined> => {
    const path = pathOf(hash);
    const bytes = await readFile(path).catch(() => undefined);
    if (!bytes || hashOf(bytes) === hash) return bytes;
    await rm(path, { force: true });
    return undefined;
  };

  const fromDatabase = async (hash: string): Promise<Uint8Array | undefined> => {
    const { rows } = await pool.query<{ bytes: Buffer }>("select bytes from blob where hash = $1", [hash]);
    const bytes = rows[0]?.bytes;
    if (!bytes) return undefined;
    if (hashOf(bytes) !== hash) throw new AisleError("blob.damaged", `The artefact ${hash} is damaged.`, { hash });
    // A full disk costs speed, not the artefact.
    await writeAtomically(pathOf(hash), bytes).catch(() => undefined);
    return bytes;
  };

  const get = async (hash: string) => (await fromCache(hash)) ?? (await fromDatabase(hash));

  return {
    async put(bytes) {
      if (bytes.byteLength > maxBytes) {
        throw new RangeError(`an artefact of ${bytes.byteLength} bytes is too large (at most ${maxBytes})`);
      }
      const hash = hashOf(bytes);
      const whole = await pool.query("select 1 from blob where hash = $1 and encode(sha256(bytes), 'hex') = $1", [
        hash,
      ]);
      if (whole.rowCount === 0) {
        await pool.query(
          "insert into blob (hash, bytes, size) values ($1, $2, $3) on conflict (hash) do update set bytes = excluded.bytes",
          [hash, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), bytes.byteLength],
        );
      }
      await writeAtomically(pathOf(hash), bytes).catch(() => undefined);
      return hash;
    },
    get,
    async file(hash) {
      const bytes = await get(hash);
      if (!bytes) return undefined;
      const path = pathOf(hash);
      // The cache could not be written before; here the caller needs it, so the reason may surface.
      const cached = await access(path).then(
        () => true,
        () => false,
      );
      if (!cached) await writeAtomically(path, bytes);
      return path;
    },
    async has(hash) {
      return (await pool.query("select 1 from blob where hash = $1", [hash])).rowCount === 1;
    },
    async delete(hashes) {
      await pool.query("delete from blob where hash = any($1)", [hashes]);
      await Promise.all(hashes.map((hash) => rm(pathOf(hash), { force: true })));
    },
  };
}
