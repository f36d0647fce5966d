import { relative } from "node:path";

/**
 * Counts a Vitest JSON report. A test file that could not be loaded counts as one failed test, and so does a run that
 * ended with an error although every test passed.
 */
export function countTests(report, exitCode) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const file of JSON.parse(report).testResults) {
    if (file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed")) counts.failed++;
    for (const test of file.assertionResults) {
      if (test.status === "passed") counts.passed++;
      else if (test.status === "failed") counts.failed++;
      else counts.skipped++;
    }
  }
  if (exitCode !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

/** The sum of two counts. */
export function addCounts(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** `N passed, N failed`, and how many were skipped when any were. */
export function lastLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** The failed tests of a Vitest JSON report, by file and name with the first line of why; files that did not load too. */
export function failedTests(report) {
  const failed = [];
  for (const file of JSON.parse(report).testResults) {
    const tests = file.assertionResults.filter((test) => test.status === "failed");
    for (const test of tests) failed.push(`${file.name} › ${test.fullName}: ${firstLine(test.failureMessages?.[0])}`);
    if (file.status === "failed" && tests.length === 0) failed.push(`${file.name}: ${firstLine(file.message)}`);
  }
  return failed;
}

/** The skipped tests of a Vitest JSON report, by file within the repository and name. */
export function skippedTests(report, root) {
  return JSON.parse(report).testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status !== "passed" && status !== "failed")
      .map(({ fullName }) => ({ file: relative(root, name).replaceAll("\\", "/"), name: fullName })),
  );
}

function firstLine(text = "") {
  return text.split("\n", 1)[0];
}
