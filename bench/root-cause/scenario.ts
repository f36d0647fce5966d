import type { CauseFacts } from "@aisle/contracts/cause-facts";
import { type Random, seededRandom } from "@aisle/stats/seeded-random";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const days = 30;
export const timeZone = "Europe/Berlin";
export const country = "DE";

/** What lies behind a fall in a scenario. */
const kinds = ["step", "stock", "mix", "price", "tracking", "version", "embedding-model", "holiday"] as const;
type Kind = (typeof kinds)[number];

/** What changes besides and does nothing. */
const harmlessKinds = ["version", "load", "traffic", "experiment", "restock"] as const;
type Harmless = (typeof harmlessKinds)[number];

export const categories = ["shoes", "hats", "bags", "scarves", "belts", "socks"] as const;
export const fields = {
  device: ["phone", "desktop"],
  page: ["product", "home", "search"],
  source: ["brand", "search", "display"],
} as const;
export type Field = keyof typeof fields;
export const nodes = ["retrieve", "personalise", "rank"] as const;

/** A simulated month of a shop, and what happens in it. */
export interface Scenario {
  readonly name: string;
  readonly seed: string;
  /** Undefined in a quiet month. */
  readonly kind: Kind | undefined;
  readonly harmless: Harmless | undefined;
  readonly start: number;
  readonly end: number;
  /** When the change begins, and when the harmless one. */
  readonly at: number;
  readonly harmlessAt: number;
  /** The segment, step and category that it is about, where it is about one. */
  readonly field: Field;
  readonly value: string;
  readonly node: (typeof nodes)[number];
  readonly category: (typeof categories)[number];
  /** 0 to 1: how bad it is. */
  readonly strength: number;
  /** A coin for variants of the kind, such as a canary or a live version. */
  readonly variant: boolean;
  /** Whether requests say which category they are about. */
  readonly namesCategory: boolean;
}

/** Local midnights after public holidays of the country, in UTC. */
const afterHolidays = ["2026-05-02", "2026-05-15", "2026-05-26", "2026-10-04", "2026-12-26", "2026-04-07"];

/** Scenarios of a seed: five of each kind, and as many quiet ones, every second with a harmless change. */
export function scenariosOf(seed: number): readonly Scenario[] {
  const changed = kinds.flatMap((kind) => Array.from({ length: 5 }, (_, i) => scenario(seed, kind, i)));
  const quiet = Array.from({ length: changed.length }, (_, i) => scenario(seed, undefined, i));
  return [...changed, ...quiet];
}

function scenario(seed: number, kind: Kind | undefined, nth: number): Scenario {
  const name = `${kind ?? "quiet"} ${nth}`;
  const random = seededRandom(`root cause ${seed} ${name}`);
  const any = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const holiday = Date.parse(`${any(afterHolidays)}T00:00:00Z`);
  const some = Date.UTC(2026, 1, 1) + Math.floor(random() * 300) * dayMs + Math.floor(random() * 24) * hourMs;
  const end =
    kind === "holiday" ? holiday - (Number(new Date(holiday).getUTCMonth() > 9) + 1) * 0 - offsetOf(holiday) : some;
  const field = any(["device", "page", "source"] as const);
  return {
    name,
    seed: `${seed} ${name}`,
    kind,
    harmless: nth % 2 === 1 ? any(harmlessKinds) : undefined,
    start: end - days * dayMs,
    end,
    at:
      kind === "holiday"
        ? end - dayMs
        : end - (26 + Math.floor(random() * 20)) * hourMs + Math.floor(random() * hourMs),
    harmlessAt: end - Math.floor(random() * 72 * 60) * 60_000,
    field,
    // The first values are those of many answers.
    value: kind === "tracking" ? any(fields.page.slice(0, 2)) : fields[field][0],
    node: any(nodes),
    category: "shoes",
    strength: random(),
    variant: random() < 0.5,
    namesCategory: random() < 0.7,
  };
}

/** How far the clocks of the shop's zone are ahead of UTC: an hour, two from the end of March to that of October. */
export function offsetOf(at: number): number {
  return at >= Date.UTC(2026, 2, 29, 1) && at < Date.UTC(2026, 9, 25, 1) ? 2 * hourMs : hourMs;
}

/** What a person would have to find: the key of the cause, or its beginning. */
export function wantedKey({ kind, node, category, value }: Scenario): string {
  switch (kind) {
    case "step":
      return `step ${node} `;
    case "stock":
    case "price":
      return `${kind} ${category}`;
    case "mix":
      return "mix request.source";
    case "tracking":
      return `instrumentation request.page ${value}`;
    case "version":
      return "version 8";
    case "embedding-model":
      return "embedding-model catalog";
    case "holiday":
      return "holiday ";
    default:
      return "none";
  }
}

/** What the workspace knows of what happened: changes that lie behind a fall, and harmless ones, alike. */
export function factsOf(scene: Scenario, products: CauseFacts["products"]): CauseFacts {
  const { kind, harmless, at, harmlessAt, start } = scene;
  const versions = [{ number: 7, at: start - dayMs }];
  if (kind === "version") versions.push({ number: 8, at });
  if (harmless === "version") versions.push({ number: 9, at: harmlessAt });
  // Loads happen every night anyhow.
  const nights = Array.from({ length: days }, (_, day) => start + day * dayMs + 3 * hourMs);
  const loads = [...nights, ...(harmless === "load" ? [harmlessAt] : [])].filter((night) => night < scene.end);
  return {
    versions,
    loads: loads.map((when) => ({ job: `load ${when}`, at: when, rows: 240, rejected: 0 })),
    products,
    models: kind === "embedding-model" ? [{ at, collection: "catalog", model: "small-2" }] : [],
    experiments: harmless === "experiment" ? [{ id: "x1", key: "again", name: "Same again" }] : [],
    promotions: [],
    country,
  };
}

/** A random stream of a scenario for one purpose. */
export function streamOf({ seed }: Scenario, purpose: string): Random {
  return seededRandom(`${purpose} ${seed}`);
}
