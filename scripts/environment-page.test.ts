import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(root + path, "utf8");

/** Where programs read their environment; a variable that a person may set stands in one of these. */
const readers = [
  "apps/supervisor/src/settings.ts",
  "apps/studio/src/server/environment.ts",
  "apps/worker/src/environment.ts",
  "packages/platform/src/process/read-environment.ts",
];

it("docs/operating.md lists every variable that the programs read, and none that they do not", () => {
  const variable = /\b(AISLE_[A-Z_]+|[A-Z]+_URL|OPENAI_[A-Z_]+|QDRANT_API_KEY)\b/g;
  const inCode = new Set(readers.flatMap((path) => read(path).match(variable) ?? []));
  inCode.add("AISLE_BROWSER");
  const section = read("docs/operating.md").split("\n## Environment\n")[1]?.split("\n## ")[0] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("| `"));
  const documented = new Set(rows.flatMap((row) => row.split("|")[1]?.match(variable) ?? []));
  expect([...documented].sort()).toEqual([...inCode].sort());
});
