import { expect, it } from "vitest";
import { problemTally } from "./problem-tally.ts";

const of = (...severities: readonly ("error" | "warning" | "note")[]) =>
  problemTally(severities.map((severity) => ({ severity })));

it("says how many errors and warnings there are, and is ready without a word only where there are none", () => {
  expect(of()).toMatchObject({ tone: "ok", text: "Ready" });
  expect(of("note")).toMatchObject({ tone: "ok", text: "Ready" });
  expect(of("warning")).toEqual({ tone: "warn", text: "1 warning", label: "Ready, with 1 warning" });
  expect(of("warning", "note", "warning")).toMatchObject({ tone: "warn", text: "2 warnings" });
  expect(of("error")).toMatchObject({ tone: "bad", text: "1 to fix", label: "1 to fix" });
  expect(of("error", "warning", "error")).toMatchObject({ tone: "bad", label: "2 to fix, 1 warning" });
});
