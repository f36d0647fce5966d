import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const client = fileURLToPath(new URL("..", import.meta.url));

/** Classes that have a rule of their own at the top level more than once. */
function twice(css: string): readonly string[] {
  const names = [...css.matchAll(/^\.([\w-]+) \{$/gm)].map(([, name]) => name!);
  return names.filter((name, at) => names.indexOf(name) !== at);
}

it("gives a name of a style sheet to one thing: a second rule changes the look of the first", () => {
  expect(twice(".a {\n}\n.b {\n}\n.a {\n}\n")).toEqual(["a"]);
  const sheets = readdirSync(client, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".module.css"),
  );
  expect(sheets.length).toBeGreaterThan(20);
  const found = sheets.flatMap((sheet) => {
    const names = twice(readFileSync(`${client}/${sheet}`, "utf8"));
    return names.length === 0 ? [] : [`${sheet}: ${names.join(", ")}`];
  });
  expect(found).toEqual([]);
});
