import { Select, Skeleton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Session } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { Card } from "../ui/card.tsx";
import { ErrorNote } from "../ui/error-note.tsx";

const zones = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

/** The workspace's time zone; whoever may not change it sees it. */
export function TimeZoneCard({ session }: { readonly session: Session }) {
  const queries = useQueryClient();
  const settings = useQuery(trpc.settings.get.queryOptions());
  const change = useMutation(
    trpc.settings.setTimeZone.mutationOptions({
      onSettled: () => queries.invalidateQueries(trpc.settings.get.queryFilter()),
    }),
  );
  const mayChange = session.permissions.includes("operate");
  const zone = change.isPending ? change.variables.timeZone : settings.data?.timeZone;
  return (
    <Card title="Time zone">
      {settings.isError && <ErrorNote error={settings.error} onRetry={() => void settings.refetch()} />}
      {zone === undefined && !settings.isError && <Skeleton height={36} />}
      {zone !== undefined && (
        <Select
          label="Time zone of the shop"
          description={`Decides when a day begins, in charts and in what is bought together, and what a time without a zone means in files and events.${mayChange ? "" : " Owners and admins can change it."}`}
          searchable
          allowDeselect={false}
          disabled={!mayChange}
          data={zones.includes(zone) ? zones : [zone, ...zones]}
          value={zone}
          onChange={(timeZone) => timeZone !== null && change.mutate({ timeZone })}
        />
      )}
      {change.error !== null && <ErrorNote error={change.error} />}
    </Card>
  );
}
