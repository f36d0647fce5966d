import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runExample } from "@aisle/runtime/execute/run-example";
import { makeRegistry, migrateConfig } from "@aisle/runtime/node-sdk/registry";
import { expect, it } from "vitest";
import { usualPrice } from "../docs/examples/usual-price.ts";

const docs = fileURLToPath(new URL("../docs/", import.meta.url));
const read = (name: string) => readFileSync(docs + name, "utf8");

it.each([
  ["add-a-node.md", "usual-price.ts"],
  ["add-an-adapter.md", "server-embedder.ts"],
])("docs/%s shows docs/examples/%s as it is", (page, example) => {
  const [, shown] = read(page).split(`<!-- examples/${example} -->\n\n\`\`\`ts\n`);
  expect(shown?.split("```")[0]).toBe(read(`examples/${example}`));
});

it.each(usualPrice.examples.map((example) => [example.title, example] as const))(
  "the node it shows: %s",
  async (_, example) => {
    const run = await runExample(usualPrice, example);
    expect(run).toEqual({ outputs: example.outputs, fellBack: example.fellBack });
  },
);

it("the node it shows is one that a registry takes, and brings an old config up to date", () => {
  makeRegistry([usualPrice]);
  expect(migrateConfig(usualPrice, 1, { weight: 20, purchases: 5 })).toEqual({ strength: 0.2, purchases: 5 });
});

it("every link of the README and of docs/ leads to a file or a heading that is there", () => {
  const root = fileURLToPath(new URL("../", import.meta.url));
  const pages = [
    "README.md",
    ...readdirSync(docs)
      .filter((name) => name.endsWith(".md"))
      .map((name) => `docs/${name}`),
  ];
  const broken: string[] = [];
  for (const page of pages) {
    const text = readFileSync(root + page, "utf8");
    for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (target === undefined || /^[a-z]+:/.test(target)) continue;
      const [path = "", heading] = target.split("#");
      const url = new URL(path === "" ? page : path, path === "" ? `file://${root}` : `file://${root}${page}`);
      try {
        const there = path.endsWith("/") ? readdirSync(url).join("\n") : readFileSync(url, "utf8");
        if (heading !== undefined && !headings(there).has(heading)) broken.push(`${page}: ${target}`);
      } catch {
        broken.push(`${page}: ${target}`);
      }
    }
  }
  expect(broken).toEqual([]);
});

/** The anchors of a page's headings, as GitHub makes them. */
function headings(text: string): Set<string> {
  const found = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) => title ?? "");
  return new Set(
    found.map((title) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}
