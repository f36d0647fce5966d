import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createPool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { type BlobStore, openBlobStore } from "./blob-store.ts";

let database: TestDatabase;
let pool: pg.Pool;
let cacheDir: string;
let store: BlobStore;
beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), "aisle-blobs-"));
  store = openBlobStore(pool, cacheDir);
  return () => rm(cacheDir, { recursive: true, force: true });
});

const bytes = randomBytes(3_000_000);

it("names bytes by their SHA-256, stores them once, and gives them back", async () => {
  const hash = await store.put(bytes);
  expect(hash).toBe(createHash("sha256").update(bytes).digest("hex"));
  expect(await store.put(bytes)).toBe(hash);
  expect(await pool.query("select size from blob")).toMatchObject({ rows: [{ size: bytes.length }] });
  expect(Buffer.compare((await store.get(hash))!, bytes)).toBe(0);
  expect(await store.has(hash)).toBe(true);
});

it("stores a view of a larger buffer as that view alone", async () => {
  const hash = await store.put(new Uint8Array(bytes.buffer, bytes.byteOffset + 10, 20));
  expect(Buffer.compare((await openBlobStore(pool, `${cacheDir}/other`).get(hash))!, bytes.subarray(10, 30))).toBe(0);
});

it("reads from the cache, and from the database when the cache is truncated, altered or gone", async () => {
  const hash = await store.put(bytes);
  const path = (await store.file(hash))!;
  for (const spoil of [
    () => truncate(path, 1000),
    () => writeFile(path, randomBytes(3_000_000)),
    () => rm(cacheDir, { recursive: true }),
  ]) {
    await spoil();
    expect(Buffer.compare((await store.get(hash))!, bytes)).toBe(0);
    expect(Buffer.compare(await readFile(path), bytes)).toBe(0);
  }
  expect((await readdir(join(path, ".."))).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

it("says when the database's own copy is damaged, and knows no others", async () => {
  const hash = await store.put(Buffer.from("whole"));
  await rm(cacheDir, { recursive: true });
  await pool.query("update blob set bytes = 'half' where hash = $1", [hash]);
  await expect(store.get(hash)).rejects.toMatchObject({ code: "blob.damaged" });
  expect(await store.put(Buffer.from("whole"))).toBe(hash);
  expect(await store.get(hash)).toEqual(Buffer.from("whole"));
  await store.delete([hash]);
  expect(await store.get(hash)).toBeUndefined();
  expect(await store.file(hash)).toBeUndefined();
  await expect(store.get("../../etc/passwd")).rejects.toThrow(/hexadecimal/);
});
