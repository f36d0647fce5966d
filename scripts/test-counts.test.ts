import { expect, it } from "vitest";
import { addCounts, countTests, failedTests, lastLine } from "./test-counts.mjs";

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
});
const report = (...files: object[]) => JSON.stringify({ testResults: files });

it("counts passed, failed and skipped tests over all files", () => {
  const text = report(file("passed", "passed", "pending", "todo"), file("failed", "failed", "passed"));
  expect(countTests(text, 1)).toEqual({ passed: 2, failed: 1, skipped: 2 });
});

it("counts a file that could not be loaded, or whose hooks failed, as a failure", () => {
  expect(countTests(report(file("failed"), file("failed", "passed", "skipped")), 1)).toEqual({
    passed: 1,
    failed: 2,
    skipped: 1,
  });
});

it("never reports success for a run that ended with an error", () => {
  expect(countTests(report(file("passed", "passed")), 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
});

it("names skipped tests in the last line only when there are any", () => {
  const one = { passed: 3, failed: 0, skipped: 0 };
  expect(lastLine(one)).toBe("3 passed, 0 failed");
  expect(lastLine(addCounts(one, { passed: 1, failed: 2, skipped: 4 }))).toBe("4 passed, 2 failed, 4 skipped");
});

it("names failed tests and files that could not be loaded, with the first line of why", () => {
  const failing = {
    name: "a.test.ts",
    status: "failed",
    assertionResults: [
      { status: "failed", fullName: "adds", failureMessages: ["expected 3 to be 4\n  at a.test.ts:3"] },
      { status: "passed", fullName: "subtracts", failureMessages: [] },
    ],
  };
  const broken = { name: "b.test.ts", status: "failed", message: "Cannot find ./b.ts\n  at", assertionResults: [] };
  expect(failedTests(report(failing, broken, file("passed", "passed")))).toEqual([
    "a.test.ts › adds: expected 3 to be 4",
    "b.test.ts: Cannot find ./b.ts",
  ]);
});
