import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const kinds = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"] as const;

type Manifest = { readonly [K in (typeof kinds)[number]]?: { readonly [name: string]: string } };

function manifests(): Manifest[] {
  const workspaces = ["apps", "packages"].flatMap((group) =>
    readdirSync(`${root}${group}`).map((name) => `${root}${group}/${name}/package.json`),
  );
  const files = [`${root}package.json`, ...workspaces.filter((file) => existsSync(file))];
  return files.map((file) => JSON.parse(readFileSync(file, "utf8")) as Manifest);
}

/** The rows of the page's tables, by package. */
function rows(page: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const line of page.split("\n")) {
    const name = /^\| `([^`]+)` \|/.exec(line)?.[1];
    if (name === undefined) continue;
    const cells = line.split("|").slice(2, -1);
    expect(found.has(name), `${name} stands twice`).toBe(false);
    found.set(
      name,
      cells.map((cell) => cell.trim()),
    );
  }
  return found;
}

const page = rows(readFileSync(`${root}docs/dependencies.md`, "utf8"));
const named = new Set(
  manifests()
    .flatMap((manifest) => kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {})))
    .filter((name) => !name.startsWith("@aisle/")),
);

it("docs/dependencies.md has a row for every dependency, and for nothing else", () => {
  expect([...page.keys()].sort()).toEqual([...named].sort());
});

it("each row says what the package does, who keeps it and its licence", () => {
  for (const [name, [does, , keeper, licence]] of page) {
    expect([name, does !== "", keeper !== "", licence !== ""]).toEqual([name, true, true, true]);
  }
});

it("each row states the licence of the package that is installed", () => {
  const plain = (text: string) => text.toLowerCase().replace(/[()-]/g, " ").replace(/\s+/g, " ").trim();
  const folders = ["apps", "packages"].flatMap((g) => readdirSync(`${root}${g}`).map((n) => `${root}${g}/${n}/`));
  for (const [name, cells] of page) {
    // Root and workspaces may hold several versions, of which others asked for some.
    const files = [root, ...folders].map((folder) => `${folder}node_modules/${name}/package.json`).filter(existsSync);
    // An optional package may be missing where it does not install.
    if (files.length === 0) continue;
    const licences = files.map((file) =>
      plain((JSON.parse(readFileSync(file, "utf8")) as { license: string }).license),
    );
    expect(licences, name).toContain(plain(cells[3] ?? ""));
  }
});

it("NOTICE names every package whose licence asks for more than its text", () => {
  const notice = readFileSync(`${root}NOTICE`, "utf8");
  const permissive = /^\(?(MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|Unlicense|BlueOak-1\.0\.0)\b/;
  const shipped = new Set(
    manifests().flatMap((one) => Object.keys({ ...one.dependencies, ...one.optionalDependencies })),
  );
  const asking = [...page.keys()].filter((name) => shipped.has(name) && !permissive.test(page.get(name)![3] ?? ""));
  expect(asking).toContain("elkjs");
  for (const name of asking) expect(notice.split("\n"), name).toContain(name);
});
