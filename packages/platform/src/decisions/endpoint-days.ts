import { decisionOutcome } from "@aisle/contracts/decision";
import type { ClientBase } from "pg";
import { clocksOf } from "../workspaces/workspace-settings.ts";

/** Requests of an endpoint at a time (milliseconds since 1970), by outcome in the order of `decisionOutcome`. */
export interface CountedRequests {
  readonly workspaceId: string;
  readonly endpoint: string;
  readonly at: number;
  readonly counts: readonly number[];
}

const outcomes = decisionOutcome.options;

/** Adds requests to the days of their workspace, in the caller's transaction. */
export async function addEndpointDays(client: ClientBase, counted: readonly CountedRequests[]): Promise<void> {
  const clocks = await clocksOf(
    client,
    counted.map(({ workspaceId }) => workspaceId),
  );
  const days = new Map<string, { readonly of: CountedRequests; readonly day: string; readonly counts: number[] }>();
  for (const of of counted) {
    const day = clocks(of.workspaceId).day(of.at);
    const key = JSON.stringify([of.workspaceId, day, of.endpoint]);
    const row = days.get(key) ?? { of, day, counts: outcomes.map(() => 0) };
    for (const [i, count] of of.counts.entries()) row.counts[i]! += count;
    days.set(key, row);
  }
  const rows = [...days.values()];
  await client.query({
    name: "aisle endpoint days",
    text: addDays,
    values: [
      rows.map(({ of }) => of.workspaceId),
      rows.map(({ day }) => day),
      rows.map(({ of }) => of.endpoint),
      ...outcomes.map((_, i) => rows.map(({ counts }) => counts[i])),
    ],
  });
}

// In one order everywhere, so that writers that share some wait for each other instead of deadlocking.
const addDays = `
  insert into endpoint_day as kept (workspace_id, day, endpoint, ${outcomes.map(columnOf).join(", ")})
  select * from unnest($1::text[], $2::date[], $3::text[], ${outcomes.map((_, i) => `$${i + 4}::bigint[]`).join(", ")}) as t
  order by 1, 2, 3
  on conflict (workspace_id, day, endpoint) do update set
    ${outcomes.map((outcome) => `${columnOf(outcome)} = kept.${columnOf(outcome)} + excluded.${columnOf(outcome)}`).join(", ")}`;

/** The column of an outcome: `fell_back`. */
function columnOf(outcome: string): string {
  return outcome.replaceAll("-", "_");
}
