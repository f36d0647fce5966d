import { Switch } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "wouter";
import { useMay } from "../access/use-may.ts";
import { trpc } from "../api/trpc.ts";
import { Card } from "../ui/card.tsx";
import { ErrorNote } from "../ui/error-note.tsx";

const everyMs = 2_000;
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** Sends simulated shoppers through the demo shop, and says what they did so far; nothing where there is no demo shop. */
export function SimulatedShoppers() {
  const queries = useQueryClient();
  const mayChange = useMay("stock");
  const traffic = useQuery(
    trpc.demoShop.traffic.queryOptions(undefined, {
      refetchInterval: ({ state: { data } }) => (data?.job == null ? false : everyMs),
    }),
  );
  const options = { onSettled: () => queries.invalidateQueries({ queryKey: trpc.demoShop.traffic.queryKey() }) };
  const start = useMutation(trpc.demoShop.startTraffic.mutationOptions(options));
  const stop = useMutation(trpc.demoShop.stopTraffic.mutationOptions(options));
  const { data } = traffic;
  if (data === undefined) return null;
  const { job, reason } = data;
  const error = start.error ?? stop.error;
  return (
    <Card title="Simulated shoppers">
      <Switch
        checked={job !== null}
        disabled={!mayChange || start.isPending || stop.isPending || (job === null && reason !== null)}
        onChange={({ currentTarget }) => (currentTarget.checked ? start : stop).mutate()}
        label={
          job === null ? "Send simulated shoppers through the demo shop" : "Simulated shoppers visit the demo shop"
        }
        description={
          job === null
            ? (reason ??
              "For ten minutes, about two visits a second: they ask your live endpoints, look, click and buy. What they report is marked as simulated and goes with the demo shop.")
            : `Until ${clock.format(new Date(job.until))}, or until you switch it off.`
        }
      />
      {job !== null && (
        <p className="small" role="status">
          {job.counts === "" ? "The first visits are on their way." : job.counts}{" "}
          <Link href={`/jobs/${job.id}`}>Its job</Link>
        </p>
      )}
      {error !== null && <ErrorNote error={error} />}
    </Card>
  );
}
