import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { expectedSkips, unexpectedSkips } from "./expected-skips.mjs";
import { root } from "./run.mjs";
import { skippedTests } from "./test-counts.mjs";

const rows = [
  {
    file: /^a\.test\.ts$/,
    reason: "no server is there",
    holds: ({ browser }: { browser: string | null }) => browser === null,
  },
];

it("reports a skip that nobody expects, and one whose reason does not hold", () => {
  const skipped = [
    { file: "a.test.ts", name: "asks the server" },
    { file: "b.test.ts", name: "adds" },
  ];
  expect(unexpectedSkips(skipped, { browser: null }, rows)).toEqual([
    "b.test.ts › adds: skipped, and no row of scripts/expected-skips.mjs says why",
  ]);
  expect(unexpectedSkips(skipped, { browser: "/chromium" }, rows)[0]).toBe(
    "a.test.ts › asks the server: skipped, although it is not so here that no server is there",
  );
});

it("finds skipped tests in a report, by their file within the repository", () => {
  const report = JSON.stringify({
    testResults: [
      {
        name: join(root, "bench/a.test.ts"),
        assertionResults: [
          { status: "pending", fullName: "one" },
          { status: "passed", fullName: "two" },
          { status: "todo", fullName: "three" },
        ],
      },
    ],
  });
  expect(skippedTests(report, root)).toEqual([
    { file: "bench/a.test.ts", name: "one" },
    { file: "bench/a.test.ts", name: "three" },
  ]);
});

it("expects skips of files that are there alone", () => {
  for (const { file } of expectedSkips) {
    const paths = file.source
      .replace(/^\^|\$$/g, "")
      .replaceAll("\\", "")
      .replace(/^\((.+)\|(.+)\)(\..+)$/, "$1$3\n$2$3")
      .split("\n");
    for (const path of paths) expect([path, existsSync(join(root, path))]).toEqual([path, true]);
  }
});
