import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
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

describe("an artefact that is larger than a part", () => {
  const small = { partBytes: 1_000, maxBytes: 50_000 };
  const large = randomBytes(10_500);
  let parted: BlobStore;
  beforeEach(async () => {
    await pool.query("truncate blob, blob_part");
    parted = openBlobStore(pool, cacheDir, small);
  });
  const partCount = async () => (await pool.query("select count(*)::int as n from blob_part")).rows[0].n;
  const elsewhere = () => openBlobStore(pool, `${cacheDir}/elsewhere`, small);

  it("is stored in parts, and read whole from bytes and as a file by another process", async () => {
    const hash = await parted.put(large);
    expect(hash).toBe(createHash("sha256").update(large).digest("hex"));
    expect(await partCount()).toBe(11);
    expect(Buffer.compare((await elsewhere().get(hash))!, large)).toBe(0);
    await rm(`${cacheDir}/elsewhere`, { recursive: true });
    expect(Buffer.compare(await readFile((await elsewhere().file(hash))!), large)).toBe(0);
    await parted.delete([hash]);
    expect(await partCount()).toBe(0);
    expect(await parted.get(hash)).toBeUndefined();
  });

  it("is stored out of a file, and only as far as it is missing", async () => {
    const path = join(cacheDir, "upload");
    await mkdir(cacheDir, { recursive: true });
    await writeFile(path, large);
    const hash = await parted.putFile(path);
    await pool.query("delete from blob where hash = $1", [hash]);
    await pool.query("delete from blob_part where part = 4");
    await pool.query("update blob_part set bytes = 'damaged' where part = 7");
    const before = await pool.query("select part, xmin::text from blob_part where part not in (4, 7) order by part");
    expect(await parted.putFile(path)).toBe(hash);
    expect(
      await pool.query("select part, xmin::text from blob_part where part not in (4, 7) order by part"),
    ).toMatchObject({
      rows: before.rows,
    });
    expect(Buffer.compare((await elsewhere().get(hash))!, large)).toBe(0);
  });

  it("is damaged when a part is missing or another, and never seen half", async () => {
    const hash = await parted.put(large);
    await pool.query("update blob_part set bytes = 'other' where part = 3");
    await expect(elsewhere().get(hash)).rejects.toMatchObject({ code: "blob.damaged" });
    await expect(elsewhere().file(hash)).rejects.toMatchObject({ code: "blob.damaged" });
    await pool.query("delete from blob_part where part = 3");
    await expect(elsewhere().get(hash)).rejects.toMatchObject({ code: "blob.damaged" });
    expect(await parted.put(large)).toBe(hash);
    expect(Buffer.compare((await elsewhere().get(hash))!, large)).toBe(0);
  });

  it("is refused above the limit, with both figures", async () => {
    await expect(parted.put(randomBytes(50_001))).rejects.toMatchObject({
      code: "blob.too-large",
      message: expect.stringMatching(/50001 bytes .* 50000 bytes/),
    });
  });
});
