import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "./run.mjs";

const run = promisify(execFile);
/** What the steps read and change: a clone without what only the programs need. */
const copied = ["packages/runtime", "packages/stats", "packages/learn", "packages/nodes", "scripts", "docs"];
const files = [
  "package.json",
  "package-lock.json",
  "turbo.json",
  "tsconfig.base.json",
  "tsconfig.build.json",
  ".gitignore",
];
const notCopied = /(^|\/)(node_modules|dist|\.turbo)(\/|$)/;
const page = readFileSync(join(root, "docs/add-a-node.md"), "utf8");

let clone: string;

beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), "aisle-clone-"));
  for (const folder of copied)
    cpSync(join(root, folder), join(clone, folder), {
      recursive: true,
      filter: (source) => !notCopied.test(source.slice(root.length)),
    });
  for (const file of files) if (existsSync(join(root, file))) cpSync(join(root, file), join(clone, file));
  linkModules();
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

/** The installed packages, with ours being those of the clone. */
function linkModules(): void {
  const modules = join(clone, "node_modules");
  mkdirSync(join(modules, "@aisle"), { recursive: true });
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (name === "@aisle") continue;
    symlinkSync(join(root, "node_modules", name), join(modules, name));
  }
  for (const folder of copied.filter((path) => path.startsWith("packages/")))
    symlinkSync(join(clone, folder), join(modules, "@aisle", folder.slice("packages/".length)));
}

const steps = /## From the file to the palette\n([\s\S]*?)\n## /.exec(page)![1]!;
const step = (number: number) =>
  new RegExp(`^${number}\\. ([\\s\\S]*?)(?=^\\d+\\. |$(?![\\s\\S]))`, "m").exec(steps)![1]!;
const node = (...args: readonly string[]) =>
  run(process.execPath, [...args], { cwd: clone, env: { ...process.env, NODE_OPTIONS: "" }, maxBuffer: 1 << 24 });

describe("docs/add-a-node.md, step by step, on a clone that was never built", () => {
  it("1: saves the file where the page says", () => {
    const path = /Save it as `([^`]+)`/.exec(step(1))![1]!;
    const code = page.split("<!-- examples/usual-price.ts -->\n\n```ts\n")[1]!.split("```")[0]!;
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    writeFileSync(join(clone, path), code);
    expect(path).toBe("packages/nodes/src/rank/usual-price.ts");
  });

  it("2: adds it to the list, by the lines that the page shows", () => {
    const path = join(clone, "packages", /\]\(\.\.\/packages\/([^)]+)\)/.exec(step(2))![1]!);
    const [imported, listed] = [...step(2).matchAll(/^ +(import .+;|\w+,)$/gm)].map((match) => match[1]!);
    const before = readFileSync(path, "utf8");
    const after = `${imported}\n${before}`.replace(/^( {2})diversity,$/m, `$1diversity,\n$1${listed}`);
    expect(after.split("\n").length).toBe(before.split("\n").length + 2);
    writeFileSync(path, after);
  });

  it("3: writes its part of the reference", async () => {
    const command = /`node (scripts\/[\w-]+\.mjs)`/.exec(step(3))![1]!;
    await node(command);
    expect(readFileSync(join(clone, "docs/nodes.md"), "utf8")).toMatch(
      /### Near the usual price\n[\s\S]*rank\.usual-price/,
    );
    await node(command, "--check");
  }, 240_000);

  it("4: runs its examples", async () => {
    const filter = /`npm test -- (\S+)`/.exec(step(4))![1]!;
    // The same tests that `npm test` runs, without the database that tests of other packages share.
    const config = join(clone, "vitest.config.mjs");
    writeFileSync(
      config,
      `export default { resolve: { alias: [{ find: /^@aisle\\/([a-z]+)\\/(.+)$/, replacement: ${JSON.stringify(`${clone}/packages`)} + "/$1/src/$2.ts" }] } };\n`,
    );
    const { stdout } = await node(
      "node_modules/vitest/vitest.mjs",
      "run",
      "--config",
      config,
      "--reporter=verbose",
      `${filter}/src/built-in-nodes.test.ts`,
    );
    expect(stdout).toContain("rank.usual-price");
    expect(stdout).toContain("The dear product goes below the one at the usual price");
    expect(stdout).not.toMatch(/[1-9]\d* failed/);
  }, 240_000);

  it("then it stands in the palette's list, and a pipeline with it compiles and answers", async () => {
    const program = join(clone, "try-it.mjs");
    writeFileSync(program, tryIt);
    const { stdout } = await node(program);
    expect(JSON.parse(stdout)).toEqual({
      title: "Near the usual price",
      settings: ["strength", "purchases", "spare"],
      problems: [],
      // Half of a score is the price's: 1 · (0.5 + 0.5 · 2000 / 8000) = 0.625 is below 0.9.
      order: ["usual", "dear"],
    });
  }, 60_000);
});

const tryIt = `
import { compile } from "./packages/runtime/dist/compile/compile.js";
import { execute } from "./packages/runtime/dist/execute/execute.js";
import { emptyGraph } from "./packages/runtime/dist/graph/graph.js";
import { makeRegistry } from "./packages/runtime/dist/node-sdk/registry.js";
import { builtInNodes } from "./packages/nodes/dist/built-in-nodes.js";

const registry = makeRegistry(builtInNodes);
const manifest = registry.manifests.get("rank.usual-price");
const at = (id, type, config = {}) => ({
  id, type, version: registry.manifests.get(type).version, position: { x: 0, y: 0 }, config,
});
const graph = {
  ...emptyGraph,
  nodes: [
    at("request", "data.endpoint-request"),
    at("given", "data.request-products", { field: "items" }),
    at("price", "rank.usual-price"),
    at("answer", "answer.products"),
  ],
  edges: [
    { id: "a", from: "request.body", to: "given.body" },
    { id: "b", from: "given.products", to: "price.products" },
    { id: "c", from: "request.shopper", to: "price.shopper" },
    { id: "d", from: "price.products", to: "answer.products" },
  ],
};
const compiled = await compile(graph, registry, { target: "endpoint", collections: [] });
const items = [
  { id: "dear", score: 1, price: 8000 },
  { id: "usual", score: 0.9, price: 2000 },
];
const known = (ids) => ids.map((id) => items.find((one) => one.id === id) ?? { price: 2000 });
const result = compiled.ok
  ? await execute(compiled.plan, { shopperId: "s1", items }, {
      mode: "live",
      capabilities: {
        events: { recent: () => [{ productId: "p1", kind: "purchase", at: 0, quantity: 1 }] },
        products: { get: known, stock: (ids) => ids.map(() => 1) },
      },
    })
  : {};
if (result.error) throw result.error;
console.log(JSON.stringify({
  title: manifest.title,
  settings: Object.keys(manifest.configSchema.properties),
  problems: compiled.problems.filter(({ severity }) => severity === "error").map(({ message }) => message),
  order: (result.answer?.body ?? result.answer)?.items?.map(({ id }) => id),
}));
`;
