import { Button, CloseButton } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { errorWords } from "../../api/error-words.ts";
import { queryClient, trpc } from "../../api/trpc.ts";
import { announce } from "../../frame/announcer.tsx";
import { JobActions } from "../../jobs/job-actions.tsx";
import { JobProgress } from "../../jobs/job-row.tsx";
import { useJob } from "../../jobs/use-job.ts";
import { type Rebuild, useCanvas, useView } from "../session/canvas-model.ts";
import { finishRebuild, makeMend } from "./make-mend.ts";
import style from "./rebuild-notice.module.css";

/** How far the collection is that a mend waits for; stands on the canvas until it is built or given up. */
export function RebuildNotice() {
  const rebuild = useView((view) => view.rebuild);
  return rebuild === undefined ? null : <Notice key={rebuild.jobId ?? ""} rebuild={rebuild} />;
}

function Notice({ rebuild }: { readonly rebuild: Rebuild }) {
  const model = useCanvas();
  const query = useJob(rebuild.jobId);
  const job = query.data;
  const others = useOthers(rebuild.mend.rebuild);
  const facts = useQuery(trpc.nodes.facts.queryOptions(undefined, { enabled: false }));
  const done = job?.state === "done";
  const failed = job?.state === "failed" ? job.error : undefined;
  const wrong = failed ?? ((rebuild.error ?? query.error) ? errorWords(rebuild.error ?? query.error) : undefined);
  const giveUp = () => model.view.set({ rebuild: undefined });

  useEffect(() => {
    if (!done) return;
    // The mend is made on what the collection is now: only then does its wire fit.
    void queryClient.invalidateQueries(trpc.collections.pathFilter());
    let left = false;
    void facts.refetch().then(({ data }) => {
      if (left || data === undefined) return;
      model.view.set({ facts: data });
      finishRebuild(model);
    });
    return () => {
      left = true;
    };
  }, [done, model, facts.refetch]);

  useEffect(() => {
    if (failed != null) announce(`The collection could not be rebuilt: ${failed.message}`);
  }, [failed]);

  return (
    <section className={style.notice} aria-label={rebuild.mend.title}>
      {wrong == null ? (
        <IconRefresh size={16} stroke={1.5} aria-hidden />
      ) : (
        <IconAlertTriangle size={16} stroke={1.5} className="bad" aria-hidden />
      )}
      <div className="grow">
        <b>{rebuild.mend.title}</b>
        {wrong != null ? (
          <p className="bad">
            {wrong.message} {wrong.help}
          </p>
        ) : job === undefined ? (
          <p className="muted">Asking for it…</p>
        ) : (
          <JobProgress job={job} />
        )}
        {wrong == null && others.length > 0 && (
          <p className="muted">Until it is done, {others.join(", ")} find less by meaning.</p>
        )}
      </div>
      {job !== undefined && !done && <JobActions job={job} />}
      {job === undefined && wrong != null && (
        <Button
          size="xs"
          onClick={() => {
            giveUp();
            makeMend(model, rebuild.mend, rebuild.refusal);
          }}
        >
          Try again
        </Button>
      )}
      {wrong != null && <CloseButton size="sm" aria-label="Give up the rebuilding" onClick={giveUp} />}
    </section>
  );
}

/** Names of the other pipelines that search in the collection. */
function useOthers(collection: string | undefined): readonly string[] {
  const { pipelineId } = useCanvas();
  const rows = useQuery(trpc.collections.list.queryOptions()).data ?? [];
  const asked = rows.find(({ name }) => name === collection)?.pipelines ?? [];
  return asked.filter(({ id }) => id !== pipelineId).map(({ name }) => name);
}
