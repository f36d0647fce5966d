import { type Decision, type DecisionOutcome, decisionOutcome } from "@aisle/contracts/decision";
import type {
  DecisionSample,
  DecisionSampleQuery,
  DecisionSamples,
  DrawnDecision,
} from "@aisle/contracts/decision-sample";
import type { Pool } from "pg";
import { type DecisionRecord, decisionOf } from "./decision-reader.ts";
import { decisionColumns } from "./latest-decisions.ts";

const minuteMs = 60_000;
/** Decisions of a minute among which is chosen by their hash; of a busier minute those from an instant on, and then its first. */
const minLookedAt = 256;

/** The places of a sample that one minute has. */
interface Place {
  readonly minute: number;
  /** Where looking begins. */
  readonly first: number;
  readonly looked: number;
  readonly count: number;
}

type Counts = { readonly [outcome in DecisionOutcome]: number };
type MinuteRow = Counts & { readonly minute: Date };

// Times are left out: to add up their buckets takes longer than all of the rest.
const minutesStatement = `
  select minute, sum(answered)::int as answered, sum(fell_back)::int as "fell-back", sum(failed)::int as failed,
    sum(refused)::int as refused, sum(suspended)::int as suspended
  from endpoint_minute
  where workspace_id = $1 and endpoint = any($2) and minute >= $3 and minute < $4
    and ($5::text is null or (version_id = $5 and arm = 'live'))
  group by minute order by minute`;

const conditions = `workspace_id = $1 and endpoint = any($2) and at >= $7 and at < $8
  and not sample and outcome = any($9) and ($10::text is null or (version_id = $10 and coalesce(arm, 'live') = 'live'))`;
const drawStatement = `
  select chosen.id, chosen.at
  from unnest($3::timestamptz[], $4::timestamptz[], $5::int[], $6::int[]) as place(minute, first, looked, count)
  cross join lateral (
    select id, at from (
      select id, at from (
        (select id, at from decision where ${conditions}
           and at >= place.first and at < place.minute + interval '1 minute' order by at limit place.looked)
        union all
        (select id, at from decision where ${conditions}
           and at >= place.minute and at < place.first order by at limit place.looked)) as both_parts
      order by at < place.first, at limit place.looked) as looked_at
    order by md5(id) limit place.count) as chosen
  order by chosen.at, chosen.id`;

/**
 * Draws decisions by the hash of their ids, each with nearly the same chance: the counts by minute say how many places a minute has,
 * and its decisions with the smallest hashes fill them.
 */
export class DecisionSampler implements DecisionSamples {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async draw(workspaceId: string, query: DecisionSampleQuery): Promise<DecisionSample> {
    const { endpoints, since, until, outcomes, versionId, limit } = query;
    const { rows: minutes } = await this.#pool.query<MinuteRow>(minutesStatement, [
      workspaceId,
      endpoints,
      new Date(since),
      new Date(until),
      versionId ?? null,
    ]);
    const sum = (outcome: DecisionOutcome) => minutes.reduce((total, row) => total + row[outcome], 0);
    const counts = Object.fromEntries(decisionOutcome.options.map((outcome) => [outcome, sum(outcome)])) as Counts;
    const places = placesOf(
      minutes.map((row) => ({
        at: row.minute.getTime(),
        count: outcomes.reduce((total, outcome) => total + row[outcome], 0),
      })),
      limit,
    );
    if (places.length === 0) return { drawn: [], counts };
    const { rows } = await this.#pool.query<{ id: string; at: Date }>(drawStatement, [
      workspaceId,
      endpoints,
      places.map(({ minute }) => new Date(minute)),
      places.map(({ first }) => new Date(first)),
      places.map(({ looked }) => looked),
      places.map(({ count }) => count),
      new Date(since),
      new Date(until),
      outcomes,
      versionId ?? null,
    ]);
    return { drawn: rows.map(({ id, at }) => ({ id, at: at.getTime() })), counts };
  }

  async read(workspaceId: string, drawn: readonly DrawnDecision[]): Promise<readonly Decision[]> {
    if (drawn.length === 0) return [];
    const times = drawn.map(({ at }) => at);
    const { rows } = await this.#pool.query<DecisionRecord>(
      `select ${decisionColumns} from decision
       where workspace_id = $1 and id = any($2) and at between $3 and $4 order by at, id`,
      [workspaceId, drawn.map(({ id }) => id), new Date(Math.min(...times)), new Date(Math.max(...times))],
    );
    return rows.map(decisionOf);
  }

  async lastTraffic(workspaceId: string, endpoints: readonly string[], before: number): Promise<number | undefined> {
    const { rows } = await this.#pool.query<{ minute: Date | null }>(
      `select max(newest.minute) as minute from unnest($2::text[]) as address cross join lateral (
         select minute from endpoint_minute where workspace_id = $1 and endpoint = address and minute < $3
           and answered + fell_back + failed + suspended > 0
         order by minute desc limit 1) as newest`,
      [workspaceId, endpoints, new Date(before)],
    );
    return rows[0]?.minute?.getTime();
  }
}

/** Spreads the places of a sample over minutes in proportion to what came in them; all that came where it is no more. */
function placesOf(
  minutes: readonly { readonly at: number; readonly count: number }[],
  limit: number,
): readonly Place[] {
  const total = minutes.reduce((sum, { count }) => sum + count, 0);
  const share = Math.min(1, limit / Math.max(1, total));
  const places: Place[] = [];
  let before = 0;
  for (const { at, count } of minutes) {
    const through = before + count;
    // One place at each whole number of places, so that what is rounded off in one minute falls to a later one.
    const filled = Math.floor(through * share + 1e-9) - Math.floor(before * share + 1e-9);
    before = through;
    if (filled === 0) continue;
    const looked = Math.max(minLookedAt, 2 * filled);
    const first = count <= looked ? at : at + Math.floor(minuteMs * fractionOf(at));
    places.push({ minute: at, first, looked, count: filled });
  }
  return places;
}

/** A number in [0, 1) that a minute always gives (Knuth's multiplicative hash). */
function fractionOf(minute: number): number {
  return (Math.imul(Math.floor(minute / minuteMs), 0x9e3779b1) >>> 0) / 2 ** 32;
}
