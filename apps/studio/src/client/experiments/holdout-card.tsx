import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "../access/use-may.ts";
import { queryClient, trpc } from "../api/trpc.ts";
import { Card } from "../ui/card.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { percent } from "../ui/format.ts";
import { PercentInput } from "./planning/percent-input.tsx";

/** The share of units that no experiment of the workspace touches. */
export function HoldoutCard() {
  const mayRun = useMay("experiment");
  const holdout = useQuery(trpc.experiments.holdout.queryOptions(undefined, { staleTime: 30_000 }));
  const [edited, setEdited] = useState<number>();
  const store = useMutation({
    ...trpc.experiments.setHoldout.mutationOptions(),
    onSuccess: async () => {
      await queryClient.invalidateQueries(trpc.experiments.holdout.pathFilter());
      setEdited(undefined);
    },
  });
  const share = holdout.data;
  if (share === undefined) {
    return holdout.isError ? <ErrorNote error={holdout.error} onRetry={() => void holdout.refetch()} /> : null;
  }
  return (
    <Card title="Holdout of the workspace" aside={<span className="small muted num">{percent(share)}</span>}>
      <p className="small soft">
        These units are in no experiment and get what is live, so that what all experiments changed together can be read
        against them. Who is in it stays so.
      </p>
      {mayRun && (
        <form
          className="row"
          style={{ alignItems: "flex-end", marginTop: 8 }}
          onSubmit={(event) => {
            event.preventDefault();
            if (edited !== undefined) store.mutate({ share: edited });
          }}
        >
          <PercentInput label="Share" w={110} max={50} value={edited ?? share} onChange={setEdited} />
          {edited !== undefined && edited !== share && (
            <Button type="submit" loading={store.isPending}>
              Store the holdout
            </Button>
          )}
        </form>
      )}
      {store.isError && <ErrorNote error={store.error} />}
    </Card>
  );
}
