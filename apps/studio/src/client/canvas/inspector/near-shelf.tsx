import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ShelfItem } from "../../api/outputs.ts";
import { trpc } from "../../api/trpc.ts";
import { WideShelf } from "../../previews/wide-shelf.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { useCanvas } from "../session/use-canvas.ts";

/** The products nearest to the vector that stood on a port, searched for when this is shown. */
export function NearShelf({
  port,
  runId,
  onPick,
}: {
  readonly port: string;
  readonly runId: string;
  readonly onPick: (item: ShelfItem) => void;
}) {
  const { pipelineId } = useCanvas();
  const near = useQuery(
    trpc.runData.near.queryOptions({ pipelineId, runId, port }, { staleTime: Number.POSITIVE_INFINITY, retry: false }),
  );
  if (near.isError) return <ErrorNote error={near.error} />;
  if (near.data === undefined) return <Skeleton height={96} mt={8} radius={6} />;
  if (near.data.collections.length === 0)
    return <p className="muted small">No collection is built by {near.data.embedder}: nothing to be near to.</p>;
  return near.data.collections.map(({ collection, items }) => (
    <div key={collection} style={{ marginTop: 12 }}>
      <p className="small" style={{ marginBottom: 8 }}>
        Nearest in “{collection}”
      </p>
      {items.length === 0 ? (
        <p className="muted small">Nothing is near.</p>
      ) : (
        <WideShelf
          items={items}
          titleOf={() => ""}
          origin={({ score }) => `near by ${score.toFixed(2)}`}
          onPick={onPick}
        />
      )}
    </div>
  ));
}
