import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { fileLengths } from "./file-lengths.mjs";

const folder = mkdtempSync(join(tmpdir(), "aisle-lengths-"));
afterAll(() => rmSync(folder, { recursive: true }));

function files(...lengths: readonly number[]): string[] {
  return lengths.map((lines, at) => {
    const name = `${lines}-${at}.ts`;
    writeFileSync(join(folder, name), "x\n".repeat(lines));
    return name;
  });
}

it("measures lines, their median and how many files are long", () => {
  const usual = files(...Array.from({ length: 40 }, (_, at) => 20 + at));
  expect(fileLengths(folder, usual)).toEqual({
    problems: [],
    figures: "40 files, median 40 lines, 0 above 250, longest 59",
  });
  expect(fileLengths(folder, [...usual, ...files(400)]).problems).toEqual([]);
  expect(fileLengths(folder, [...usual, ...files(401)]).problems).toEqual([
    expect.stringMatching(/401 lines, at most 400$/),
  ]);
  expect(fileLengths(folder, [...usual, ...files(260, 270, 280)]).problems).toEqual([
    "3 of 43 files have more than 250 lines, at most 1 in 20",
  ]);
  expect(fileLengths(folder, files(100, 101, 102)).problems).toEqual([
    "half of the files have 101 lines or more, at most 80",
  ]);
});

it("finds nothing right where it reads nothing", () => {
  expect(fileLengths(folder, ["a.md"]).problems).toEqual(["no source file was read"]);
});
