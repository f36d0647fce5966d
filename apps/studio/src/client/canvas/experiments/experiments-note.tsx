import { useQuery } from "@tanstack/react-query";
import { client, trpc } from "../../api/trpc.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { useStore } from "../session/store.ts";
import { useCanvas } from "../session/use-canvas.ts";
import style from "./experiments.module.css";

/** Says what publishing the draft does to the experiments that run here. */
export function ExperimentsNote() {
  const model = useCanvas();
  const revision = useStore(model.session, (state) => state.revision);
  const found = useQuery({
    // Each revision of the draft has its own answer.
    queryKey: [...trpc.pipelines.experimentsAtPublish.pathKey(), model.pipelineId, revision],
    queryFn: () => client.pipelines.experimentsAtPublish.query({ pipelineId: model.pipelineId }),
  });
  if (found.isError) return <ErrorNote error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined || found.data.length === 0) return null;
  return (
    <div className={style.note} role="status">
      {found.data.map(({ id, name, reasons }) =>
        reasons.length === 0 ? (
          <p key={id}>
            The experiment <b>{name}</b> runs here. Its arms are made again on the new version, and it goes on.
          </p>
        ) : (
          <div key={id}>
            Publishing <b>stops the experiment {name}</b>: its changes do not fit this draft any more.
            <ul>
              {reasons.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          </div>
        ),
      )}
    </div>
  );
}
