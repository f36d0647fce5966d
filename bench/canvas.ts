import { chromium } from "playwright-core";
import { serveBarePage } from "./canvas/bare-page.ts";
import { type TraceCost, traceRun } from "./canvas/canvas-trace.ts";
import { type BenchPage, openBare, openCanvas } from "./canvas/open-pages.ts";
import { benchTurns, panAndZoom } from "./canvas/pan-and-zoom.ts";
import { startAisle } from "./serving/running-aisle.ts";

const flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run"];

/**
 * The canvas with a pipeline of 300 nodes and 500 wires that has run, against a bare React Flow page of the same size, in
 * one headless Chromium: the wheel pans and zooms over both in alternating rounds, one turn a frame by the clock.
 * Dropped frames are the `DroppedFrame` events of the compositor's trace. Their ratio is taken over all rounds, since a
 * round has a dozen of them; it adds one to both sides, so that none is no division by zero. Options: `--rounds N` (5). Needs a browser (`AISLE_BROWSER` or an installed one).
 */
export async function bench(args: string[]) {
  const rounds = args.includes("--rounds") ? Number(args[args.indexOf("--rounds") + 1]) : 5;
  const executablePath = process.env.AISLE_BROWSER;
  if (executablePath === undefined)
    throw new Error("No Chromium, Chrome or Edge was found; name one in AISLE_BROWSER.");
  const aisle = await startAisle({ AISLE_DEMO: "1" });
  const bare = await serveBarePage();
  const browser = await chromium.launch({ executablePath, args: flags });
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const canvas = await openCanvas(aisle, context);
    const plain = await openBare(
      bare.url,
      await browser.newContext({ viewport: { width: 1440, height: 900 } }),
      canvas,
    );
    const { box } = canvas;
    const middle = { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) };
    const measure = async ({ page, session }: BenchPage) => {
      await page.bringToFront();
      return traceRun(browser, page, () => panAndZoom(session, middle));
    };
    // The first time, code is compiled and pictures are drawn that later walks find ready.
    for (const page of [canvas, plain]) await measure(page);
    const ours: TraceCost[] = [];
    const theirs: TraceCost[] = [];
    for (let round = 1; round <= rounds; round++) {
      const own = await measure(canvas);
      const other = await measure(plain);
      console.log(
        `round ${round}: Aisle p95 ${p95(own.tasksMs).toFixed(1)} ms, ${own.dropped} dropped of ${own.dropped + own.shown}; bare p95 ${p95(other.tasksMs).toFixed(1)} ms, ${other.dropped} of ${other.dropped + other.shown}`,
      );
      ours.push(own);
      theirs.push(other);
    }
    const of = (costs: readonly TraceCost[], read: (cost: TraceCost) => number) => median(costs.map(read));
    return {
      suite: "canvas",
      figures: {
        taskP95Ms: round2(of(ours, (cost) => p95(cost.tasksMs))),
        droppedFrameRatio: round2((sum(ours.map(dropped)) + 1) / (sum(theirs.map(dropped)) + 1)),
        droppedFrames: of(ours, dropped),
        shownFrames: of(ours, (cost) => cost.shown),
        // Of tasks of at least a millisecond: most tasks do next to nothing, and their number varies.
        busyTaskP95Ms: round2(of(ours, (cost) => p95(busy(cost.tasksMs)))),
        tasksOver50Ms: of(ours, (cost) => cost.tasksMs.filter((ms) => ms > 50).length),
        longestTaskMs: round2(of(ours, (cost) => Math.max(...cost.tasksMs))),
        bareTaskP95Ms: round2(of(theirs, (cost) => p95(cost.tasksMs))),
        bareBusyTaskP95Ms: round2(of(theirs, (cost) => p95(busy(cost.tasksMs)))),
        bareDroppedFrames: of(theirs, dropped),
        bareShownFrames: of(theirs, (cost) => cost.shown),
        steps: benchTurns.length,
        rounds,
      },
    };
  } finally {
    await browser.close();
    await bare.stop();
    await aisle.stop();
  }
}

const busy = (tasksMs: readonly number[]) => tasksMs.filter((ms) => ms >= 1);

const dropped = (cost: TraceCost) => cost.dropped;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const round2 = (value: number) => Number(value.toFixed(2));

function p95(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1]!;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
