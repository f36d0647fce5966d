import { useMemo } from "react";
import { useSearchParams } from "wouter";
import type { RequestRow } from "../api/outputs.ts";

/** What the filters hold, as text; empty is no condition. They stand in the address, so that it can be sent to someone. */
export interface RunFilter {
  readonly find: string;
  readonly endpoint: string;
  readonly outcome: string;
  readonly range: string;
  readonly slower: string;
}

export const outcomes: readonly { readonly value: RequestRow["outcome"]; readonly label: string }[] = [
  { value: "answered", label: "Answered" },
  { value: "fell-back", label: "Fell back" },
  { value: "failed", label: "Failed" },
  { value: "refused", label: "Refused" },
];

const minuteMs = 60_000;
export const ranges = [
  { value: "15m", label: "Last 15 minutes", ms: 15 * minuteMs },
  { value: "1h", label: "Last hour", ms: 60 * minuteMs },
  { value: "24h", label: "Last 24 hours", ms: 1440 * minuteMs },
  { value: "7d", label: "Last 7 days", ms: 10_080 * minuteMs },
] as const;

const names = ["find", "endpoint", "outcome", "range", "slower"] as const;

/** The filters of the address, the query they make, and how they change. */
export function useRunFilter() {
  const [search, setSearch] = useSearchParams();
  const text = search.toString();
  const filter = useMemo(() => {
    const given = new URLSearchParams(text);
    return Object.fromEntries(names.map((name) => [name, given.get(name) ?? ""])) as unknown as RunFilter;
  }, [text]);
  const query = useMemo(() => queryOf(filter), [filter]);
  return {
    filter,
    query,
    change: (change: Partial<RunFilter>) => {
      const next = Object.entries({ ...filter, ...change }).filter(([, value]) => value !== "");
      setSearch(new URLSearchParams(next), { replace: true });
    },
    clear: () => setSearch(new URLSearchParams(), { replace: true }),
  };
}

function queryOf({ find, endpoint, outcome, range, slower }: RunFilter) {
  const known = outcomes.find(({ value }) => value === outcome);
  const ms = ranges.find(({ value }) => value === range)?.ms;
  const minMs = Number(slower);
  return {
    ...(find.trim() === "" ? {} : { find: find.trim() }),
    ...(endpoint === "" ? {} : { endpoint }),
    ...(known === undefined ? {} : { outcome: known.value }),
    // To the minute, so that asking again is the same question.
    ...(ms === undefined ? {} : { since: new Date(Math.floor((Date.now() - ms) / minuteMs) * minuteMs).toISOString() }),
    ...(slower === "" || !(minMs >= 0) ? {} : { minMs: Math.min(minMs, 600_000) }),
  };
}
