import { changeInput } from "@aisle/app/monitors/cause/change-input";
import { explainChangeOfFigure } from "@aisle/app/monitors/cause/explain-change-of-figure";
import { alarmingFigures } from "@aisle/app/monitors/cause/is-alarming";
import { foldMonitors } from "@aisle/app/monitors/fold/fold-monitors";
import { judgeSubject, sureFindings } from "@aisle/app/monitors/read/read-monitors";
import { option } from "./learn/csv-table.ts";
import { MemorySource } from "./root-cause/memory-source.ts";
import { factsOf, type Scenario, scenariosOf, timeZone, wantedKey } from "./root-cause/scenario.ts";
import { ShopMonth } from "./root-cause/shop-month.ts";

const dayMs = 86_400_000;

/**
 * 40 simulated months of a shop in which a business figure falls for a known cause (five of each kind), and 40 in which nothing happens;
 * every second has a harmless change besides. `--seed N` draws others, `--only step,mix` runs some alone. `namedFirst` counts those of `causes` in which an alarm was raised
 * and the cause was named first; `falseAlarms` the quiet months in which a figure was alarming; `unnoticed` falls that raised none.
 * Rows go through the fold, the hours and the judging of monitors as in a workspace; what is explained sees decisions, events,
 * versions, loads, products, models and the calendar.
 */
export async function bench(args: string[]): Promise<{ suite: string; figures: Record<string, number> }> {
  const seed = Number(option(args, "seed") ?? 1);
  const only = option(args, "only")?.split(",");
  const started = performance.now();
  const figures = { causes: 0, namedFirst: 0, namedAtAll: 0, unnoticed: 0, quiet: 0, falseAlarms: 0 };
  for (const scene of scenariosOf(seed)) {
    if (only !== undefined && !only.some((name) => scene.name.startsWith(name))) continue;
    const keys = await causesOf(scene);
    if (scene.kind === undefined) {
      figures.quiet++;
      if (keys !== undefined) figures.falseAlarms++;
    } else {
      const wanted = wantedKey(scene);
      figures.causes++;
      if (keys === undefined) figures.unnoticed++;
      if (keys?.[0]?.startsWith(wanted)) figures.namedFirst++;
      if (keys?.some((key) => key.startsWith(wanted))) figures.namedAtAll++;
    }
    const isRight = scene.kind === undefined ? keys === undefined : keys?.[0]?.startsWith(wantedKey(scene));
    console.log(
      `${isRight ? "✓" : "✗"} ${scene.name}${scene.harmless ? ` and ${scene.harmless}` : ""}: ${keys?.join(", ") ?? "no alarm"}`,
    );
  }
  return {
    suite: "root-cause",
    figures: { seed, ...figures, seconds: Math.round((performance.now() - started) / 1000) },
  };
}

/** The keys of the causes of what fell, the first first; undefined where nothing was alarming. */
async function causesOf(scene: Scenario): Promise<readonly string[] | undefined> {
  const month = new ShopMonth(scene);
  const source = new MemorySource(month);
  await foldMonitors(source);
  const window = { from: scene.end - dayMs, to: scene.end };
  const stored = source.hoursOf("endpoint", "home");
  const subjects = [
    { kind: "endpoint", name: "home" } as const,
    ...(await source.subjects("events")).map((name) => ({ kind: "events", name }) as const),
  ];
  const readings = sureFindings(
    subjects.map((subject) => judgeSubject(subject, source.hoursOf(subject.kind, subject.name), { window, timeZone })),
  );
  const [reading, ...events] = readings;
  const [alarming] = alarmingFigures(reading!);
  if (alarming === undefined) return undefined;
  const facts = factsOf(scene, month.products.states);
  const { figure } = alarming;
  const input = changeInput(stored, { figure, reading: reading!, events, facts, timeZone });
  const { causes } = explainChangeOfFigure(input);
  for (const { statement } of causes) console.log(`    ${statement}`);
  return causes.map(({ key }) => key);
}
