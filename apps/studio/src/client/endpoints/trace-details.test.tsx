import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { Router } from "wouter";
import type { Trace } from "../api/outputs.ts";
import { TraceDetails } from "./trace-details.tsx";

const step = {
  node: "sort",
  title: "Sort",
  type: "rank.sort",
  outcome: "failed",
  startMs: 0,
  durationMs: 1,
  queueMs: 0,
} as const;
const trace: Trace = {
  id: "dec_1",
  at: "2026-11-01T00:00:00.000Z",
  versionNumber: 3,
  versionId: "ver_1",
  pipelineId: "pipe_1",
  planId: "p".repeat(32),
  slug: "home",
  outcome: "refused",
  words: "“limit” must be integer",
  totalMs: 0.2,
  steps: [],
  request: {},
  slots: [],
  notes: [],
  by: { kind: "key", name: "Shop" },
  unit: "s_1",
  followed: { items: [], more: false, orders: 0 },
};
const shown = (of: Trace) =>
  renderToStaticMarkup(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider>
        <Router ssrPath="/traces/dec_1">
          <TraceDetails trace={of} />
        </Router>
      </MantineProvider>
    </QueryClientProvider>,
  )
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");

it("says of a refused request that nothing ran, and shows neither an empty answer nor an empty request", () => {
  const text = shown(trace);
  expect(text).toMatch(/Refused “limit” must be integer .*Refused before any step ran .*is not stored/);
  expect(text).not.toMatch(/ms went|Answered with|No product was answered|Personal fields|\{\}/);
});

it("shows how far a request came that was refused by a step, and that it got no answer", () => {
  const text = shown({ ...trace, steps: [step], request: { limit: 3 } });
  expect(text).toMatch(/ms went Sort failed .*No answer .*Request/);
  expect(text).not.toContain("Answered with");
  expect(shown({ ...trace, outcome: "answered" })).toContain("Answered with 0 products");
});
