import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

function filesUnder(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(tsx?|md)$/.test(path) && !/(^|\/)(node_modules|dist|generated)\//.test(path))
    .map((path) => join(folder, path));
}

it("calls the demo shop by one name wherever a person reads it", () => {
  const sources = ["apps", "packages"].flatMap((group) =>
    readdirSync(join(root, group)).flatMap((name) => filesUnder(join(group, name, "src"))),
  );
  const files = [...sources, ...filesUnder("docs"), "README.md"];
  expect(files.length).toBeGreaterThan(500);
  expect(files.filter((file) => /sample shop/i.test(readFileSync(join(root, file), "utf8")))).toEqual([]);
});
