import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Ended, outcome, startTestAisle, type TestAisle } from "./test-aisle.ts";

const template = fileURLToPath(new URL("../../../templates/product-search.json", import.meta.url));

let aisle: TestAisle;

beforeAll(async () => {
  aisle = await startTestAisle();
});
afterAll(() => aisle?.stop());

function file(name: string, content: string | Buffer): string {
  writeFileSync(join(aisle.files, name), content);
  return name;
}

/** A mistake is reported in at most three short lines, without a stack, and the command ends with 1. */
function expectMistake({ code, stderr, stdout }: Ended, words: RegExp): void {
  expect(`${stdout}${stderr}`).toMatch(words);
  expect(code).toBe(1);
  expect(stderr).not.toMatch(/\n\s+at |node_modules|node:internal|Error:/);
  // What was under way before the mistake may have been reported above it.
  const lines = stderr
    .trimEnd()
    .split("\n")
    .filter((line) => !/ · /.test(line));
  expect(lines.length).toBeLessThanOrEqual(3);
  for (const line of lines) expect(line.length).toBeLessThan(600);
}

const products = async () => (await aisle.ask<{ readonly products: number }>("catalogue.summary", undefined)).products;

describe("aisle import", () => {
  it("imports the good rows and writes every other one to a report", async () => {
    const shop = file(
      "shop.csv",
      "id,title,price,currency,stock\nt1,Warm tent,99.00,EUR,3\nt2,,5,EUR,1\nt3,Down sleeping bag,149.90,EUR,0\nt4,Stove,dear,EUR,1\n",
    );
    const { code, stdout, stderr } = await aisle.aisle(["import", "catalog", shop]);
    expect(code).toBe(0);
    expect(stderr).toContain("Read 4 rows, stored 2, rejected 2.");
    expect(stdout).toContain("columns: id = id, title = title, price = price");
    expect(stdout).toMatch(/line 3: .*title/);
    const report = readFileSync(join(aisle.files, "shop.csv.rejected.csv"), "utf8").trimEnd().split("\n");
    expect(report).toEqual([
      "line,reason,row",
      expect.stringMatching(/^3,.*"t2,,5,EUR,1"$/),
      expect.stringMatching(/^5,.*dear/),
    ]);
    expect(await products()).toBe(2);
  });

  it("takes mapped columns and another place for the report", async () => {
    const shop = file("odd.csv", "number;what;cost\no1;Lamp;1250\no2;;1\n");
    const done = await aisle.aisle([
      "import",
      "catalog",
      shop,
      "--map",
      "id=number",
      "title=what",
      "--map",
      "price=cost",
      "--price-unit",
      "minor",
      "--currency",
      "EUR",
      "--report",
      "mine.csv",
    ]);
    expect([done.code, done.stderr]).toEqual([0, expect.stringMatching(/Read 2 rows, stored 1, rejected 1\.\n$/)]);
    expect(readFileSync(join(aisle.files, "mine.csv"), "utf8")).toContain("o2");
    const page = await aisle.ask<{ items: { id: string; price: number }[] }>("catalogue.search", {
      text: "Lamp",
      offset: 0,
      limit: 5,
    });
    expect(page.items).toMatchObject([{ id: "o1", price: 1250 }]);
  });

  it("keeps what stood before a break in the file", async () => {
    const { code, stderr } = await aisle.aisle([
      "import",
      "catalog",
      file("half.csv", 'id,title\nh1,Whole\nh2,"never closed'),
    ]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/stored 1, rejected 1\./);
  });

  it("skips a row of 10 MB", async () => {
    const rows = `id,title,description\nk1,Small,fine\nk2,Huge,"${"x".repeat(10 << 20)}"\nk3,Small too,fine\n`;
    const { code, stderr } = await aisle.aisle(["import", "catalog", file("huge.csv", rows)]);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/stored 2, rejected 1\./)]);
    expect(readFileSync(join(aisle.files, "huge.csv.rejected.csv"), "utf8").length).toBeLessThan(2000);
  });

  it.each([
    ["a file that is not there", ["catalog", "nowhere.csv"], undefined, /There is no file nowhere\.csv/],
    ["a folder", ["catalog", "."], undefined, /There is no file \./],
    ["latin-1", ["catalog", "latin1.csv"], Buffer.from("id,title\n1,Caf\xe9\n", "latin1"), /not UTF-8[\s\S]*iconv/],
    ["an empty file", ["catalog", "empty.csv"], "", /empty|no rows|header/i],
    ["no column for the id", ["catalog", "other.csv"], "colour,size\nred,1\n", /--map field=column/],
    ["a wrong pair", ["catalog", "shop.csv", "--map", "id"], undefined, /takes field=column/],
    ["a wrong kind", ["catalogue", "shop.csv"], undefined, /aisle import catalog\|events\|stock/],
    ["an option nobody knows", ["catalog", "shop.csv", "--colour", "red"], undefined, /--colour/],
  ] as const)("says what to do about %s", async (_what, args, content, words) => {
    if (content !== undefined) file(args[1], content);
    expectMistake(await aisle.aisle(["import", ...args]), words);
  });

  it("leaves nothing half imported when Ctrl-C comes during the upload", async () => {
    const before = await products();
    const rows = Buffer.from(`id,title\n${Array.from({ length: 1_500_000 }, (_, i) => `z${i},Tent ${i}\n`).join("")}`);
    const child = aisle.start(["import", "catalog", file("large.csv", rows)]);
    const ending = outcome(child);
    await once(child.stderr!, "data");
    child.kill("SIGINT");
    const { code, stderr } = await ending;
    expect(stderr).toContain("nothing of it was imported");
    expect(code).toBe(130);
    const uploads = join(aisle.home, "uploads");
    await vi.waitFor(() => expect(readdirSync(uploads).filter((name) => name.endsWith(".partial"))).toEqual([]), {
      timeout: 5000,
    });
    const jobs = await aisle.ask<readonly { readonly title: string }[]>("jobs.list", undefined);
    expect(jobs.filter((job) => job.title.includes("large.csv"))).toEqual([]);
    expect(await products()).toBe(before);
  });
});

describe("aisle publish and call", () => {
  it("publishes a template, which answers with a key and without", async () => {
    const { code, stdout, stderr } = await aisle.aisle(["publish", template]);
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining(`Version 1 is live: POST ${aisle.workerUrl}/v1/product-search`),
    ]);
    expect(stdout).toMatch(/ok {2}A shopper searches: \d+ products?, [\d.]+ ms/);

    const sample = await vi.waitFor(
      async () => {
        const done = await aisle.aisle(["call", "product-search", '{"query":"tent"}']);
        expect(done.code).toBe(0);
        return JSON.parse(done.stdout) as { items: { id: string }[]; version: number };
      },
      { timeout: 20_000, interval: 100 },
    );
    expect(sample).toMatchObject({ version: 1 });
    const { key } = await aisle.ask<{ key: string }>("keys.create", { kind: "endpoint", name: "cli" }, true);
    const called = await aisle.aisle(["call", "product-search", '{"query":"tent"}'], { AISLE_KEY: key });
    expect(JSON.parse(called.stdout)).toMatchObject({ version: 1, decisionId: expect.stringMatching(/^dec_/) });
    expect((await aisle.aisle(["call", "product-search", '{"query":"tent"}', "--key", key])).code).toBe(0);
    expectMistake(
      await aisle.aisle(["call", "product-search", "{}", "--key", "aisle_live_wrong"]),
      /key\.invalid[\s\S]*answered 401/,
    );
    expectMistake(await aisle.aisle(["call", "product-search", '{"query":5}']), /must be string[\s\S]*answered 400/);
    expectMistake(await aisle.aisle(["call", "product-search", "{query"]), /not JSON/);
    expectMistake(await aisle.aisle(["call", "nobody", "{}"]), /Nothing is live under “nobody”/);
    expectMistake(await aisle.aisle(["call", "product-search"]), /aisle call SLUG JSON/);
  });

  it("publishes a graph file under a slug in use as its next version", async () => {
    const { graph } = JSON.parse(readFileSync(template, "utf8")) as { graph: object };
    const done = await aisle.aisle([
      "publish",
      file("product-search.json", JSON.stringify(graph)),
      "--notes",
      "the same",
    ]);
    expect([done.code, done.stderr]).toEqual([0, expect.stringContaining("Version 2 is live")]);
  });

  const node = (type: string) => ({ id: "a", type, version: 1, position: { x: 0, y: 0 }, config: {} });
  it.each([
    ["a file that is not there", undefined, /There is no file/],
    ["no JSON", "graph", /is not JSON/],
    ["no graph", '{"name":"aisle","version":"1"}', /not a graph/],
    ["a graph from the future", '{"format":99,"nodes":[],"edges":[]}', /format 99[\s\S]*update this one/],
    [
      "an unknown node type",
      JSON.stringify({ format: 1, nodes: [node("nobody.has-this")], edges: [] }),
      /nobody\.has-this/,
    ],
    ["an empty graph", '{"format":1,"nodes":[],"edges":[]}', /trigger|answer|nodes/i],
  ] as const)("says what to do about %s", async (_what, content, words) => {
    const name = `odd-${Math.random().toString(36).slice(2)}.json`;
    if (content !== undefined) file(name, content);
    expectMistake(await aisle.aisle(["publish", name]), words);
  });

  it("says what an endpoint's name may be, before it makes anything", async () => {
    const count = async () => (await aisle.ask<readonly object[]>("pipelines.list", undefined)).length;
    const before = await count();
    expectMistake(
      await aisle.aisle(["publish", template, "--slug", "Bad Slug!"]),
      /cannot be an endpoint's name[\s\S]*--slug/,
    );
    expect(await count()).toBe(before);
  });
});

describe("aisle secrets", () => {
  it("takes a value from a pipe and shows it nowhere", async () => {
    const given = aisle.start(["secrets", "set", "mail/password", "--stdin"]);
    given.stdin!.end("hunter2 horse\n");
    const stored = await outcome(given);
    expect([stored.code, stored.stdout]).toEqual([0, "mail/password is stored.\n"]);
    const { stdout } = await aisle.aisle(["secrets", "list"]);
    expect(stdout).toMatch(/^mail\/password {2}\d{4}-/);
    expect(stdout).not.toContain("hunter2");
    const rotated = await aisle.aisle(["secrets", "rotate"]);
    expect([rotated.code, rotated.stdout]).toEqual([0, expect.stringMatching(/^1 secrets were encrypted again/)]);
    const long = aisle.start(["secrets", "set", "x".repeat(101), "--stdin"]);
    long.stdin!.end("x\n");
    expectMistake(await outcome(long), /name/);
    expectMistake(await aisle.aisle(["secrets", "remove", "none"]), /no secret/);
    expectMistake(await aisle.aisle(["secrets", "show", "mail/password"]), /aisle secrets \[list/);
    expect((await aisle.aisle(["secrets", "remove", "mail/password"])).code).toBe(0);
  }, 90_000);
});

describe("aisle connections", () => {
  it("lists them and tries one out", async () => {
    const secrets = { signingSecret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" };
    const shared = { kind: "webhook", notify: false, isNew: true };
    const config = { url: "http://127.0.0.1:9/hook" };
    await aisle.ask("connections.save", { ...shared, name: "orders", config, secrets }, true);
    expect((await aisle.aisle(["connections"])).stdout).toBe("orders  webhook  not tested\n");
    expectMistake(await aisle.aisle(["connections", "test", "orders"]), /inside a network[\s\S]*AISLE_OUTBOUND_ALLOW/);
    expectMistake(await aisle.aisle(["connections", "test", "none"]), /no connection/);
    expect((await aisle.aisle(["connections", "list"])).stdout).toMatch(/^orders {2}webhook {2}FAIL \d{4}/);
  }, 90_000);
});

describe("aisle person", () => {
  it("finds, exports and deletes what is stored about a shopper", async () => {
    const events = file("visits.csv", "userId,productId,timestamp,event\ns_77,t1,2026-01-02T10:00:00Z,view\n");
    expect((await aisle.aisle(["import", "events", events, "--map", "shopper=userId", "product=productId"])).code).toBe(
      0,
    );
    const shopper = ["--shopper", "s_77"];
    expect((await aisle.aisle(["person", "find", ...shopper])).stdout).toBe("event  1\ninteraction  1\n");
    expect((await aisle.aisle(["person", "export", "s77.json", ...shopper])).code).toBe(0);
    expect(JSON.parse(readFileSync(join(aisle.files, "s77.json"), "utf8"))).toHaveProperty("interaction");
    expectMistake(await aisle.aisle(["person", "delete", ...shopper]), /--yes/);
    expect((await aisle.aisle(["person", "delete", "--yes", ...shopper])).stdout).toBe("event  1\ninteraction  1\n");
    expect((await aisle.aisle(["person", "find", ...shopper])).stdout).toBe("person_erasure  1\n");
    expectMistake(await aisle.aisle(["person", "find", ...shopper, "--email", "a@b.c"]), /aisle person/);
  }, 120_000);
});

describe("aisle audit", () => {
  it("lists what was done and proves that nothing of it was changed", async () => {
    const { stdout } = await aisle.aisle(["audit", "list", "--action", "version.live"]);
    expect(stdout).toMatch(/^\d+ {2}\d{4}-.* \(?job\)? {2}version\.live {2}ver_/m);
    const checked = await aisle.aisle(["audit", "verify"]);
    expect([checked.code, checked.stdout]).toEqual([0, expect.stringMatching(/entries are as they were written/)]);
    const head = /end is (\S+)/.exec(checked.stdout)![1]!;
    expect((await aisle.aisle(["audit", "verify", "--expect", head])).code).toBe(0);
    expectMistake(await aisle.aisle(["audit", "verify", "--expect", `1:${"0".repeat(64)}`]), /was changed/);
  }, 90_000);
});

describe("aisle doctor, backup and restore", () => {
  it("finds everything well", async () => {
    const { code, stdout } = await aisle.aisle(["doctor"]);
    expect(stdout.split("\n").filter((line) => line !== "" && !line.startsWith("ok  "))).toEqual([]);
    expect(stdout).toMatch(/Database: PostgreSQL/);
    expect(code).toBe(0);
  });

  it("lists decisions that the database refused, and the doctor counts them", async () => {
    const none = await aisle.aisle(["decisions", "rejected"]);
    expect([none.code, none.stdout]).toEqual([0, "No decision is refused.\n"]);
    expectMistake(await aisle.aisle(["decisions"]), /aisle decisions rejected/);
    // As an earlier Aisle left one beside its spool; PostgreSQL takes no NUL in a text.
    const text = (value: string) => {
      const bytes = Buffer.from(value);
      const length = Buffer.alloc(4);
      length.writeInt32BE(bytes.length);
      return Buffer.concat([length, bytes]);
    };
    const at = Buffer.alloc(8);
    at.writeBigInt64BE(BigInt(Date.now() - Date.UTC(2000, 0, 1)) * 1000n);
    const columns = ["ws_main", "home", "ver", "plan", "dec_refused", at, "unit", "no\0", Buffer.alloc(4), "trace"];
    const tuple = [...columns, Buffer.alloc(1), Buffer.of(1)].map((value) =>
      typeof value === "string" ? text(value) : Buffer.concat([Buffer.of(0, 0, 0, value.length), value]),
    );
    mkdirSync(join(aisle.home, "spool"), { recursive: true });
    writeFileSync(join(aisle.home, "spool/host~1~abc~0.spool.rejected"), Buffer.concat([Buffer.of(0, 12), ...tuple]));
    await vi.waitFor(
      async () =>
        expectMistake(
          await aisle.aisle(["decisions", "rejected"]),
          /dec_refused +invalid byte sequence[\s\S]*1 decisions/,
        ),
      { timeout: 10_000, interval: 300 },
    );
    expectMistake(await aisle.aisle(["doctor"]), /FAIL +Decision log: the database refused 1 decisions/);
    const replayed = await aisle.aisle(["decisions", "rejected", "--replay"]);
    expect([replayed.code, replayed.stdout]).toEqual([1, expect.stringMatching(/^Stored 0 decisions; 1 were refused/)]);
  });

  it("brings everything back from a backup", async () => {
    const before = await products();
    const saved = await aisle.aisle(["backup", "all.backup"]);
    expect([saved.code, saved.stdout]).toEqual([0, expect.stringMatching(/^all\.backup: [\d.]+ MB\n$/)]);
    expect((await aisle.aisle(["import", "catalog", file("more.csv", "id,title\nm1,More\nt1,Renamed\n")])).code).toBe(
      0,
    );
    expect(await products()).toBe(before + 1);
    const restored = await aisle.aisle(["restore", "all.backup"]);
    expect([restored.code, restored.stdout]).toEqual([
      0,
      expect.stringMatching(/^Restored \d+ rows of \d+ tables\.\n$/),
    ]);
    expect(await products()).toBe(before);
    // As soon as an owner has a password, it is asked for.
    await aisle.setOwnerPassword("long enough to keep");
    expectMistake(await aisle.aisle(["restore", "all.backup"]), /password/);
    expectMistake(await aisle.aisle(["restore", "all.backup"], { AISLE_PASSWORD: "not this one" }), /not right/);
    const password = { AISLE_PASSWORD: "long enough to keep" };
    expect((await aisle.aisle(["restore", "all.backup"], password)).code).toBe(0);
    await aisle.setOwnerPassword("long enough to keep");
    const asked = aisle.start(["restore", "all.backup", "--password-stdin"]);
    asked.stdin!.end("long enough to keep\n");
    expect((await outcome(asked)).code).toBe(0);
    await vi.waitFor(
      async () => {
        const { stdout } = await aisle.aisle(["call", "product-search", '{"query":"warm tent"}']);
        expect((JSON.parse(stdout) as { items: { title: string }[] }).items[0]?.title).toBe("Warm tent");
      },
      { timeout: 10_000, interval: 200 },
    );
  });

  it("restores nothing of a backup that is cut off, damaged or none", async () => {
    const before = await products();
    const whole = readFileSync(join(aisle.files, "all.backup"));
    file("cut.backup", whole);
    truncateSync(join(aisle.files, "cut.backup"), Math.floor(whole.length / 2));
    for (const name of ["cut.backup", file("none.backup", "id,title\n1,x\n"), file("empty.backup", "")]) {
      expectMistake(await aisle.aisle(["restore", name]), /backup/);
    }
    expectMistake(await aisle.aisle(["restore", "nowhere.backup"]), /There is no file/);
    expectMistake(await aisle.aisle(["backup", "/nowhere/at/all.backup"]), /not finished/);
    expect(existsSync("/nowhere")).toBe(false);
    expect(await products()).toBe(before);
  });
});

describe("aisle", () => {
  it("shows how it is used", async () => {
    const help = await aisle.aisle(["help"]);
    expect([help.code, help.stdout]).toEqual([0, expect.stringContaining("aisle publish FILE")]);
    expect((await aisle.aisle([])).stdout).toBe(help.stdout);
    const odd = await aisle.aisle(["constructor"]);
    expect([odd.code, odd.stdout]).toEqual([2, help.stdout]);
  });

  it("shows and sets the time zone, and its help is of time zones", async () => {
    expect((await aisle.aisle(["settings", "time-zone", "Europe/Berlin"])).stdout).toBe("time-zone  Europe/Berlin\n");
    const shown = await aisle.aisle(["settings", "time-zone"]);
    expect([shown.code, shown.stdout]).toEqual([0, "time-zone  Europe/Berlin\n"]);
    const wrong = await aisle.aisle(["settings", "time-zone", "Nowhere/None"]);
    expectMistake(wrong, /“Nowhere\/None” is no time zone\.\nName a zone of the IANA database/);
    expect(wrong.stderr).not.toContain("openapi");
    expectMistake(
      await aisle.aisle(["settings", "colour", "red"]),
      /no setting colour[\s\S]*aisle settings \[time-zone/,
    );
    await aisle.aisle(["settings", "time-zone", "UTC"]);
  });

  it("says that no Aisle runs, or that it may not come in", async () => {
    expectMistake(
      await aisle.aisle(["doctor"], { AISLE_HOME: aisle.files }),
      /No running Aisle was found[\s\S]*npm start/,
    );
    const away = { AISLE_URL: "http://127.0.0.1:9", AISLE_TOKEN: "x".repeat(32) };
    expectMistake(await aisle.aisle(["publish", template], away), /does not answer[\s\S]*npm start/);
    expectMistake(
      await aisle.aisle(["backup", "b"], { AISLE_TOKEN: "x".repeat(32), AISLE_URL: studioUrl() }),
      /not signed in|Sign in/,
    );
  });
});

function studioUrl(): string {
  return (JSON.parse(readFileSync(join(aisle.home, "running.json"), "utf8")) as { studioUrl: string }).studioUrl;
}
