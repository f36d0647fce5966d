import { MantineProvider } from "@mantine/core";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { ExperimentDetail } from "../../../server/experiment-types.ts";
import { InterleavingCard } from "./interleaving-card.tsx";
import { SplitCard } from "./split-card.tsx";

const arm = (key: string, weight: number) => ({
  key,
  name: key.toUpperCase(),
  weight,
  edits: [],
  changes: [],
  nodes: [],
});
const chance = (key: string, chanceBest: number) => ({
  arm: key,
  effectiveUnits: 9,
  mean: 1,
  standardError: 0.1,
  chanceBest,
});
const detail = {
  arms: [arm("a", 0.5), arm("b", 0.5)],
  startedAt: "2026-11-14T00:00:00.000Z",
  spec: {
    unit: { kind: "session", field: "sessionId" },
    metrics: [{ metric: { id: "click", name: "Click-through" } }],
  },
  weights: [
    { at: Date.UTC(2026, 10, 15), weights: { a: 0.3, b: 0.7 }, posterior: [chance("a", 0.2), chance("b", 0.8)] },
    { at: Date.UTC(2026, 10, 16), weights: { a: 0.05, b: 0.95 }, posterior: [chance("a", 0.01), chance("b", 0.99)] },
  ],
} as unknown as ExperimentDetail;
const text = (node: React.ReactNode) =>
  renderToStaticMarkup(<MantineProvider>{node}</MantineProvider>)
    .replaceAll(/<style[^>]*>.*?<\/style>/gs, "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ");

it("shows how a bandit split its units, the newest first, down to the split that it began with", () => {
  const shown = text(<SplitCard detail={detail} reading={null} />);
  expect(shown).toMatch(/A bandit.*5.*best: 1.*95.*best: 99.*30.*best: 20.*70.*1[34] Nov.*50 % 50 %/);
  const waiting = { bandit: { waiting: "The split stays as it is.", posterior: [], draws: 1, seed: "" } };
  expect(text(<SplitCard detail={detail} reading={waiting as never} />)).toContain("The split stays as it is.");
});

it("says which of two rankings won, and that nothing was chosen yet", () => {
  const reading = { metric: "click", wins: { a: 5, b: 20 }, ties: 5, preference: 0.25, pValue: 0.0041 };
  const shown = text(
    <InterleavingCard detail={detail} readings={[{ ...reading, share: { low: 0.593, high: 0.932 } }]} />,
  );
  expect(shown).toMatch(/Click-through 5 20 5 59.* to 93.* 0\.004.*numbers behind it/);
  expect(text(<InterleavingCard detail={detail} readings={[]} />)).toContain("Nothing was chosen");
});
