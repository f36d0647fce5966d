import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { inspect } from "node:util";
import { gunzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { restoreBackup } from "../backup/restore-backup.ts";
import { writeBackup } from "../backup/write-backup.ts";
import { createPool, type Pool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { adoptSecretKey, rotateSecrets } from "./rotate-secrets.ts";
import { SecretKeys } from "./secret-keys.ts";
import { SecretStore } from "./secret-store.ts";

const value = "correct horse battery staple äöü 𝄞";
const place = { workspaceId: "ws_a", name: "mail.password" };
let database: TestDatabase;
let pool: Pool;
let home: string;

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, { max: 6 });
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
});
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "aisle-secrets-"));
  await pool.query("delete from secret; delete from secret_key");
});
afterEach(() => rmSync(home, { recursive: true }));

const open = async (folder = home) => {
  const keys = await SecretKeys.open({ home: folder });
  return { keys, store: new SecretStore(pool, keys) };
};
const newKeyText = () => randomBytes(32).toString("base64");
const stored = async () => {
  const { rows } = await pool.query<{ name: string; key: string; sealed: Buffer }>(
    "select name, key_id as key, sealed from secret order by name",
  );
  return rows;
};

describe("secrets", () => {
  it("gives a value back to whoever holds the key, and shows it nowhere else", async () => {
    const { store } = await open();
    await store.set(place, value, "user_1");
    const read = await store.read(place);
    expect(read.reveal()).toBe(value);
    expect(`${read} ${JSON.stringify({ read })} ${inspect({ read })}`).not.toContain("horse");
    expect(await store.list("ws_a")).toMatchObject([{ name: "mail.password", updatedBy: "user_1", readable: true }]);
    expect(await store.list("ws_b")).toEqual([]);
    const [row] = await stored();
    expect(row!.sealed.includes("horse")).toBe(false);
    // The same value twice gives other bytes: nobody sees that two secrets are equal.
    await store.set({ ...place, name: "other" }, value, "user_1");
    expect((await stored())[1]!.sealed.equals(row!.sealed)).toBe(false);
  });

  it("keeps its key in a file that only its owner may read, the same one for all processes that start at once", async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => SecretKeys.open({ home })));
    expect(new Set(all.map((keys) => keys.first.id)).size).toBe(1);
    expect(statSync(join(home, "secret-keys")).mode & 0o777).toBe(0o600);
  });

  it("refuses keys of the wrong size without quoting them", async () => {
    for (const keys of ["", "short", `${newKeyText()},abc`, newKeyText().slice(1)]) {
      const failure = await SecretKeys.open({ home, keys }).catch((error: unknown) => error as Error);
      expect(failure).toMatchObject({ code: "config.invalid" });
      if (keys.length > 4) expect((failure as Error).message).not.toContain(keys.slice(0, 5));
    }
  });

  it("opens no row that was moved to another name or workspace, and none that was damaged", async () => {
    const { store } = await open();
    await store.set(place, value, "user_1");
    await store.set({ ...place, name: "other" }, "another", "user_1");
    await store.set({ ...place, workspaceId: "ws_b" }, "theirs", "user_2");
    await pool.query(
      "update secret set sealed = (select sealed from secret where workspace_id = 'ws_b') where name = 'mail.password' and workspace_id = 'ws_a'",
    );
    await expect(store.read(place)).rejects.toMatchObject({ code: "secret.unreadable" });
    await pool.query(
      "update secret set sealed = (select sealed from secret where name = 'other') where name = 'mail.password'",
    );
    await expect(store.read(place)).rejects.toMatchObject({ code: "secret.unreadable", details: { name: place.name } });
    await pool.query("update secret set sealed = set_byte(sealed, 30, get_byte(sealed, 30) # 1) where name = 'other'");
    await expect(store.read({ ...place, name: "other" })).rejects.toMatchObject({ code: "secret.unreadable" });
    await expect(store.read({ ...place, name: "none" })).rejects.toMatchObject({ code: "secret.not-found" });
  });

  it("rotates: everything is encrypted with a new key, also for a process that knew the old one alone", async () => {
    const { keys, store } = await open();
    for (let n = 0; n < 250; n++) await store.set({ ...place, name: `s${n}` }, `value ${n}`, "user_1");
    const before = keys.first.id;
    const other = await open();
    const rotation = await rotateSecrets(pool, keys);
    expect(rotation).toMatchObject({ reencrypted: 250, unreadable: [] });
    expect(rotation.keyId).not.toBe(before);
    expect(new Set((await stored()).map(({ key }) => key))).toEqual(new Set([rotation.keyId]));
    expect((await other.store.read({ ...place, name: "s17" })).reveal()).toBe("value 17");
    await other.store.set({ ...place, name: "s18" }, "new", "user_1");
    expect((await store.read({ ...place, name: "s18" })).reveal()).toBe("new");
    // The old key is gone from the file.
    expect(readFileSync(join(home, "secret-keys"), "utf8").trim().split("\n")).toHaveLength(1);
    expect(statSync(join(home, "secret-keys")).mode & 0o777).toBe(0o600);
  });

  it("goes on with a rotation that was interrupted, and reads both kinds of rows meanwhile", async () => {
    const { keys, store } = await open();
    for (const name of ["a", "b", "c"]) await store.set({ ...place, name }, name, "user_1");
    const stopped = new Error("the process ends here");
    const breaking = Object.assign(Object.create(pool) as Pool, {
      connect: async () => {
        const client = await pool.connect();
        let updates = 0;
        const query = client.query.bind(client) as (...given: unknown[]) => unknown;
        return Object.assign(Object.create(client), {
          query: (...given: unknown[]) => {
            if (String(given[0]).startsWith("update secret set") && ++updates === 2) throw stopped;
            return query(...given);
          },
          release: () => client.release(),
        });
      },
    });
    await expect(rotateSecrets(breaking, keys)).rejects.toBe(stopped);
    expect(new Set((await stored()).map(({ key }) => key)).size).toBe(2);
    const later = await open();
    for (const name of ["a", "b", "c"]) expect((await later.store.read({ ...place, name })).reveal()).toBe(name);
    const target = later.keys.first.id;
    expect(await rotateSecrets(pool, later.keys)).toEqual({ keyId: target, reencrypted: 2, unreadable: [] });
    expect(new Set((await stored()).map(({ key }) => key))).toEqual(new Set([target]));
  });

  it("loses nothing that is written while it rotates", async () => {
    const { keys, store } = await open();
    for (let n = 0; n < 40; n++) await store.set({ ...place, name: `s${n}` }, "old", "user_1");
    const writer = await open();
    const writes = (async () => {
      for (let n = 0; n < 40; n++) await writer.store.set({ ...place, name: `s${n}` }, `new ${n}`, "user_2");
    })();
    const rotation = await rotateSecrets(pool, keys);
    await writes;
    expect(rotation.unreadable).toEqual([]);
    for (let n = 0; n < 40; n++) expect((await store.read({ ...place, name: `s${n}` })).reveal()).toBe(`new ${n}`);
  });

  it("rotates to the first key of the environment", async () => {
    const [old, fresh] = [newKeyText(), newKeyText()];
    const first = new SecretStore(pool, await SecretKeys.open({ home, keys: old }));
    await first.set(place, value, "user_1");
    const keys = await SecretKeys.open({ home, keys: `${fresh}, ${old}` });
    const both = new SecretStore(pool, keys);
    expect((await both.read(place)).reveal()).toBe(value);
    expect(await rotateSecrets(pool, keys)).toMatchObject({ keyId: keys.first.id, reencrypted: 1 });
    const later = new SecretStore(pool, await SecretKeys.open({ home, keys: fresh }));
    expect((await later.read(place)).reveal()).toBe(value);
    await expect(first.read(place)).rejects.toMatchObject({ code: "secret.key-missing" });
    // Nobody writes with a key that is not in force any more.
    await expect(first.set(place, "x", "user_1")).rejects.toMatchObject({ code: "secret.key-missing" });
  });

  it("a backup holds no value; restored without the key it names the secrets that are to be entered again", async () => {
    const { store } = await open();
    await store.set(place, value, "user_1");
    const output = new PassThrough();
    const [file] = await Promise.all([buffer(output), writeBackup(database.url, output)]);
    const plain = gunzipSync(file);
    expect(plain.includes("mail.password")).toBe(true);
    expect(plain.includes("horse")).toBe(false);
    const key = readFileSync(join(home, "secret-keys"), "utf8").trim();
    expect(plain.includes(key) || plain.includes(Buffer.from(key, "base64url").toString("hex"))).toBe(false);

    const elsewhere = mkdtempSync(join(tmpdir(), "aisle-secrets-"));
    const target = await testDatabase();
    const there = createPool(target.url);
    try {
      await restoreBackup(target.url, Readable.from(file));
      const keys = await SecretKeys.open({ home: elsewhere });
      const restored = new SecretStore(there, keys);
      await expect(restored.read(place)).rejects.toMatchObject({ code: "secret.key-missing" });
      await expect(restored.set(place, "x", "user_1")).rejects.toMatchObject({ code: "secret.key-missing" });
      await adoptSecretKey(there, keys);
      expect(await restored.unreadable()).toEqual([place]);
      expect(await restored.list("ws_a")).toMatchObject([{ name: place.name, readable: false }]);
      await restored.set(place, "entered again", "user_1");
      expect((await restored.read(place)).reveal()).toBe("entered again");
      expect(await restored.unreadable()).toEqual([]);
      // With its key beside it, the same backup is readable.
      await restoreBackup(target.url, Readable.from(file));
      writeFileSync(join(elsewhere, "secret-keys"), `${key}\n`);
      const whole = new SecretStore(there, await SecretKeys.open({ home: elsewhere }));
      expect((await whole.read(place)).reveal()).toBe(value);
    } finally {
      await there.end();
      await target.drop();
      rmSync(elsewhere, { recursive: true });
    }
  });
});
