import { expect, it } from "vitest";
import { readExperimentFile } from "./experiment-file.ts";

const limits = { rows: 1000, numbers: 2500, columns: 6, idLength: 40 };
const progress = { signal: new AbortController().signal, onProgress: () => undefined };

function read(file: string, options = {}) {
  async function* bytes() {
    yield new TextEncoder().encode(file);
  }
  return readExperimentFile(() => ({ fileName: "split.csv", bytes: bytes() }), options, Date.now(), progress, limits);
}

const file = (rows: number, columns: readonly string[]) =>
  [
    ["user_id", "variant", ...columns].join(","),
    ...Array.from({ length: rows }, (_, i) => [`u${i}`, i % 2 ? "b" : "a", ...columns.map(() => i % 3)].join(",")),
  ].join("\n");

it.each([
  ["rows", file(1001, ["spent"]), /more than 1,000 rows\. Draw a sample/],
  ["columns", file(2, ["a", "b", "c", "d", "e"]), /has 7 columns, 6 at most/],
  ["numbers", file(1000, ["a1", "b1", "c1"]), /3,000 numbers, 2,500 at most .* name 2 metrics at most by --metrics/],
  ["an arm", `user_id,variant,spent\nu1,${"x".repeat(121)},1\n`, /Line 2 has an arm of more than 120 characters/],
])("refuses a file with more of %s than it reads, and says what to do", async (_what, text, message) => {
  await expect(read(text)).rejects.toMatchObject({ code: "request.invalid", message: expect.stringMatching(message) });
});

it("reads what is just within the limits, fewer metrics where they are named, and rejects a unit with too long an id", async () => {
  expect((await read(file(1000, ["a1", "b1"]))).rows).toBe(1000);
  const named = await read(file(1000, ["a1", "b1", "c1"]), { metrics: ["b1", "c1"] });
  expect(named.spec.metrics.map(({ metric }) => metric.name)).toEqual(["b1", "c1"]);
  const long = `${file(10, ["spent"])}\n${"u".repeat(41)},a,1\n`;
  expect(await read(long)).toMatchObject({
    rows: 11,
    rejected: 1,
    rejectedRows: [{ line: 12, reason: "the user_id is longer than 40 characters" }],
  });
});
