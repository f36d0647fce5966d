import { readFileSync } from "node:fs";
import { errorTable } from "@aisle/runtime/error-table";
import { expect, it } from "vitest";
import { errorsPage } from "./errors-reference.mjs";

it("docs/errors.md says what the error table says (`node scripts/errors-reference.mjs` writes it)", () => {
  expect(readFileSync(new URL("../docs/errors.md", import.meta.url), "utf8")).toBe(errorsPage(errorTable));
});

it("names every code once, with who must act", () => {
  const row = { status: 500, blame: "us", retryable: true, help: "Do a | b." };
  expect(errorsPage({ "b.two": row, "a.one": row }).split("\n").slice(-3)).toEqual([
    "| `a.one` | 500 | Aisle's developers | yes | Do a \\| b. |",
    "| `b.two` | 500 | Aisle's developers | yes | Do a \\| b. |",
    "",
  ]);
});
