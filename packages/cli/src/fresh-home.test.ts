import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { commandHelp } from "./command-help.ts";
import { startTestAisle, type TestAisle } from "./test-aisle.ts";

const templates = fileURLToPath(new URL("../../../templates/", import.meta.url));
const names = readdirSync(templates).filter((name) => name.endsWith(".json"));

let aisle: TestAisle;

beforeAll(async () => {
  aisle = await startTestAisle();
});
afterAll(() => aisle?.stop());

function file(name: string, content: string): string {
  writeFileSync(join(aisle.files, name), content);
  return name;
}

describe("aisle --help", () => {
  const asked = Object.entries(commandHelp).flatMap(([name, { usage, parts = {} }]) => [
    { args: [name], usage },
    ...Object.entries(parts).map(([part, help]) => ({ args: [name, part], usage: help.usage })),
  ]);

  it("explains every command and its parts, without a running Aisle", async () => {
    for (let at = 0; at < asked.length; at += 4)
      await Promise.all(
        asked.slice(at, at + 4).map(async ({ args, usage }) => {
          const { code, stdout, stderr } = await aisle.aisle([...args, "--help"], { AISLE_HOME: aisle.files });
          expect([args, code, stderr]).toEqual([args, 0, ""]);
          expect(stdout.startsWith(`Usage: ${usage}\n\n`)).toBe(true);
        }),
      );
    const same = await aisle.aisle(["help", "secrets", "set"]);
    expect([same.code, same.stdout]).toEqual([0, (await aisle.aisle(["secrets", "set", "-h"])).stdout]);
    expect((await aisle.aisle(["nothing", "--help"])).code).toBe(2);
  }, 180_000);

  it("names every command that there is", async () => {
    const { stdout } = await aisle.aisle(["--help"]);
    for (const [, { usage }] of Object.entries(commandHelp)) expect(stdout).toContain(`  ${usage}\n`);
  });
});

describe("aisle import", () => {
  it("ends with 1 and says so when it stored nothing", async () => {
    const none = await aisle.aisle(["import", "catalog", file("none.csv", "id,title\n1,\n2,\n")]);
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining("Nothing was stored of the 2 rows.")]);
    expect(none.stdout).toMatch(/line 2: .*title/);
    const some = await aisle.aisle(["import", "catalog", file("some.csv", shop)]);
    expect([some.code, some.stderr]).toEqual([0, expect.stringContaining("stored 4")]);
    // The same rows again are stored, as they stand already.
    expect((await aisle.aisle(["import", "catalog", "some.csv"])).code).toBe(0);
    const at = new Date(Date.now() - 3_600_000).toISOString();
    const rows = ["t1", "t2", "b1"].map((id) => `ann,${id},${at},purchase`).join("\n");
    expect((await aisle.aisle(["import", "events", file("sold.csv", `user,product,time,kind\n${rows}\n`)])).code).toBe(
      0,
    );
  }, 120_000);
});

const shop =
  "id,title,category,price,currency,stock\nt1,Warm tent,Tents,99,EUR,3\nt2,Light tent,Tents,199,EUR,5\nb1,Down bag,Sleeping bags,149,EUR,9\ns1,Stove,Stoves,39,EUR,4\n";

describe("aisle publish", () => {
  it.each(names)(
    "publishes templates/%s with its samples filled from the shop, and it answers",
    async (name) => {
      const slug = name.replace(".json", "");
      const done = await aisle.aisle(["publish", join(templates, name)]);
      expect([done.code, done.stderr]).toEqual([0, expect.stringContaining(`/v1/${slug}`)]);
      expect(done.stdout).not.toContain("failed");
      const { graph } = await draftOf(slug);
      expect(graph.samples.length).toBeGreaterThan(0);
      expect(JSON.stringify(graph.samples)).not.toMatch(/"\$/);
      const [sample] = graph.samples;
      await vi.waitFor(
        async () => {
          const called = await aisle.aisle(["call", slug, JSON.stringify(sample!.request)]);
          expect([called.code, called.stderr]).toEqual([0, ""]);
          expect(JSON.parse(called.stdout)).toMatchObject({ version: 1, items: expect.any(Array) });
        },
        { timeout: 20_000, interval: 200 },
      );
    },
    120_000,
  );

  it("fills them where a template replaces a draft, too", async () => {
    const name = "cart-companions.json";
    expect((await aisle.aisle(["publish", join(templates, name)])).stderr).toContain("Version 2 is live");
    const { graph } = await draftOf("cart-companions");
    expect(graph.samples[0]!.request).toEqual({ cart: expect.arrayContaining([expect.stringMatching(/^[tbs]\d$/)]) });
  }, 120_000);
});

async function draftOf(slug: string) {
  const all = await aisle.ask<readonly { id: string; slug: string | null }[]>("pipelines.list", undefined);
  const pipelineId = all.find((one) => one.slug === slug)!.id;
  type Opened = { graph: { samples: readonly { request: object }[] } };
  return aisle.ask<Opened>("drafts.open", { pipelineId });
}

describe("aisle list", () => {
  it.each([
    ["pipelines", /^pipe\S+ {2}v1 {2,}\/v1\/product-search {2,}/m],
    ["endpoints", /^\/v1\/trending-now {2,}v1 {2}\d{4}-/m],
    ["jobs", /^\S+ {2}done +\d{4}-\S+ {2}\S/m],
  ])("shows %s, and all their fields as JSON", async (what, line) => {
    const shown = await aisle.aisle(["list", what]);
    expect([shown.code, shown.stderr]).toEqual([0, ""]);
    expect(shown.stdout).toMatch(line);
    const rows = JSON.parse((await aisle.aisle(["list", what, "--json"])).stdout) as readonly object[];
    expect(rows.length).toBeGreaterThanOrEqual(names.length);
  });

  it("shows versions of one pipeline, and keys without their secrets", async () => {
    const { stdout } = await aisle.aisle(["list", "versions", "cart-companions"]);
    expect(stdout.trimEnd().split("\n")).toHaveLength(2);
    expect(stdout).toMatch(/^ver\S+ {2}v2 {2}live /m);
    expect((await aisle.aisle(["list", "keys"])).stdout).toBe("There are no keys yet.\n");
    const { key } = await aisle.ask<{ key: string }>("keys.create", { kind: "endpoint", name: "cli" }, true);
    const keys = await aisle.aisle(["list", "keys", "--json"]);
    expect(JSON.parse(keys.stdout)).toMatchObject([{ name: "cli", kind: "endpoint" }]);
    expect(keys.stdout).not.toContain(key);
    expect((await aisle.aisle(["list", "keys"])).stdout).toMatch(/never used {2}cli$/m);
  });

  it("says what can be listed, and which pipeline is not there", async () => {
    for (const args of [[], ["shoppers"], ["keys", "mine"], ["constructor"]]) {
      const { code, stderr } = await aisle.aisle(["list", ...args]);
      expect([args, code, stderr]).toEqual([args, 1, expect.stringContaining("aisle list pipelines|endpoints")]);
    }
    const gone = await aisle.aisle(["list", "versions", "nobody"]);
    expect([gone.code, gone.stderr]).toEqual([1, expect.stringContaining("no pipeline “nobody”")]);
  });
});
