import { expect, it } from "vitest";
import { withSection } from "./bench-record.mjs";

const machine = { cpu: "X", cores: 2, memoryGb: 8, os: "linux x64", node: "20.20.2" };
const result = (suite: string, figures: object) => ({ suite, figures, machine });

it("replaces a suite's own section and keeps the others, in order", () => {
  let page = withSection("", result("search", { ndcg10: 0.77777 }), "2026-01-01");
  page = withSection(page, result("endpoint", { requestsPerSecond: 12_000, note: "best" }), "2026-01-01");
  page = withSection(page, result("search", { ndcg10: 0.8 }), "2026-01-02");
  expect(page.match(/^## .*/gm)).toEqual(["## endpoint", "## search"]);
  expect(page).toContain("| requestsPerSecond | 12000 |\n| note | best |");
  expect(page).toContain(
    "2026-01-02, X, 2 cores, 8 GB, linux x64, Node.js 20.20.2\n\n| figure | value |\n|---|---|\n| ndcg10 | 0.8 |",
  );
  expect(page).not.toContain("0.7778");
  expect(page.match(/^# Benchmarks/gm)).toHaveLength(1);
});
