import { MantineProvider } from "@mantine/core";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { ExperimentDetail, Reading } from "../../../server/experiment-types.ts";
import { allExposed, dayLines, exposedBehind } from "./exposure-lines.ts";
import { ExposuresCard } from "./exposures-card.tsx";
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

it("opens what is behind the units of an arm, and of a day", () => {
  const some = {
    ...detail,
    kind: "test",
    holdoutShare: 0.1,
    spec: { ...detail.spec, coverage: 0.5 },
  } as ExperimentDetail;
  const reading = {
    units: { a: 30, b: 10 },
    crossedOver: 2,
    days: [
      { day: "2026-11-14", exposed: { a: 10, b: 2 }, effects: [] },
      { day: "2026-11-15", exposed: { a: 20, b: 8 }, effects: [] },
    ],
  } as unknown as Reading;
  expect(text(<ExposuresCard detail={some} reading={reading} />)).toMatch(
    /A 30 , numbers behind it B 10 , numbers behind it 2 , numbers behind it sessions met more than one arm/,
  );
  const { lines, method } = exposedBehind(some, reading, "b");
  expect(Object.fromEntries(lines)).toMatchObject({
    "In the metrics, sessions": "10",
    "Share of all arms": "25 %",
    "Planned share": "50 %",
    "Met more than one arm, left out": "2",
    "Fewest on a day": "2",
    "Most on a day": "8",
    "Share of traffic that takes part": "50 %",
    "Held out of every experiment": "10 %",
  });
  expect(method).toBe("sampleRatio");
  expect(dayLines(some, reading, "b", "2026-11-15").map(([, value]) => value)).toEqual(["8", "29 %", "10"]);
  // Of an interleaving every unit is in both arms: it counts once, and there is no split to check.
  const shared = { ...some, kind: "interleaving" } as ExperimentDetail;
  expect(allExposed(shared, { ...reading, units: { a: 30, b: 30 }, crossedOver: 0 })).toBe(30);
  expect(exposedBehind(shared, reading, "b").method).toBeUndefined();
});

it("says which of two rankings won, and that nothing was chosen yet", () => {
  const reading = { metric: "click", wins: { a: 5, b: 20 }, ties: 5, preference: 0.25, pValue: 0.0041 };
  const shown = text(
    <InterleavingCard detail={detail} readings={[{ ...reading, share: { low: 0.593, high: 0.932 } }]} />,
  );
  const behind = ", numbers behind it";
  for (const value of ["5", "20", "59 % to 93 %", "0.004"]) expect(shown).toContain(`${value} ${behind}`);
  expect(text(<InterleavingCard detail={detail} readings={[]} />)).toContain("Nothing was chosen");
});
