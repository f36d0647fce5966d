import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { importTable } from "./import-table.mjs";

interface Row {
  readonly folder: string;
  readonly may: readonly string[];
  readonly not?: readonly string[];
  readonly types?: readonly string[];
}

const short = (folder: string) => `\`${folder.replace("/src", "")}\``;
const list = (folders: readonly string[]) => folders.map(short).join(", ");

function row({ folder, may, not = [], types = [] }: Row): string {
  const but = not.length === 0 ? "" : `, but not ${not.map((part) => `\`${part}\``).join(", ")}`;
  const only = types.length === 0 ? "" : `types of ${list(types)}`;
  const words = [...(may.length === 0 ? [] : [list(may) + but]), ...(only === "" ? [] : [only])].join("; ");
  return `| ${short(folder)} | ${words === "" ? "nothing of ours" : words} |`;
}

it("the README shows who may import whom as scripts/import-table.mjs has it", () => {
  const table = ["| code in | may import, besides itself |", "|---|---|", ...(importTable as readonly Row[]).map(row)];
  expect(readFileSync(new URL("../README.md", import.meta.url), "utf8")).toContain(`${table.join("\n")}\n\n`);
});
