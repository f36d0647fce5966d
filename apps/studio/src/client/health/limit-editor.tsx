import { Button, NumberInput } from "@mantine/core";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { MonitorRow, SubjectDetail } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import style from "./health.module.css";
import { dayText } from "./health-strip.tsx";

const measures: { readonly [M in MonitorRow["measure"]]: string } = {
  "jensen-shannon": "Jensen–Shannon distance from the reference",
  angle: "Difference of the shares as angles, 2 arcsin √p",
  "log-ratio": "Logarithm of the ratio to the usual figure",
};

/** From where on a change counts, and how often it would have been passed in the last 60 days. */
export function LimitEditor({
  subject,
  row,
  canSet,
}: {
  readonly subject: SubjectDetail;
  readonly row: MonitorRow;
  readonly canSet: boolean;
}) {
  const queries = useQueryClient();
  const about = { kind: subject.kind, name: subject.name, monitor: row.monitor };
  const [typed, setTyped] = useState<number | string>(row.ownLimit ?? Number(row.limit.toPrecision(3)));
  const limit = typeof typed === "number" && typed > 0 && typed <= 10 ? typed : undefined;
  const test = useQuery(
    trpc.monitors.backTest.queryOptions(
      { ...about, limit: limit ?? row.limit },
      { placeholderData: keepPreviousData, staleTime: 60_000 },
    ),
  );
  const set = useMutation({
    ...trpc.monitors.setLimit.mutationOptions(),
    onSuccess: () => queries.invalidateQueries({ queryKey: trpc.monitors.pathKey() }),
  });
  return (
    <div className={style.limit}>
      <NumberInput
        label="Counts as a change from"
        description={measures[row.measure]}
        value={typed}
        onChange={setTyped}
        min={0.001}
        max={10}
        step={0.01}
        decimalScale={3}
        error={limit === undefined ? "A number above 0 and at most 10" : undefined}
        disabled={!canSet}
        w={280}
      />
      <p className="small soft" aria-live="polite">
        {row.ownLimit === null ? "Learned from the last 28 days. " : "Chosen by a person. "}
        {test.data !== undefined && backTestText(test.data, subject.timeZone)}
      </p>
      {set.isError && <ErrorNote error={set.error} />}
      {canSet && (
        <div className={style.actions}>
          <Button
            size="xs"
            loading={set.isPending}
            disabled={limit === undefined || limit === row.ownLimit}
            onClick={() => set.mutate({ ...about, limit: limit! })}
          >
            Use this limit
          </Button>
          {row.ownLimit !== null && (
            <Button size="xs" variant="default" onClick={() => set.mutate({ ...about, limit: null })}>
              Back to the learned limit
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

function backTestText(
  { limit, days, fired }: { readonly limit: number; readonly days: number; readonly fired: readonly string[] },
  timeZone: string,
): string {
  if (days === 0) return "There are no earlier days to try it on.";
  const last = fired[0];
  return last === undefined
    ? `From ${limit.toFixed(3)} on it would not have been passed in the last ${days} days.`
    : `From ${limit.toFixed(3)} on it would have been passed on ${fired.length} of the last ${days} days, last on ${dayText(last, timeZone)}.`;
}
