import { Button, CloseButton } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import { describeError } from "../../api/describe-error.ts";
import { queryClient, trpc } from "../../api/trpc.ts";
import { announce } from "../../frame/announcer.tsx";
import { JobActions } from "../../jobs/job-actions.tsx";
import { JobProgress } from "../../jobs/job-row.tsx";
import { useJob } from "../../jobs/use-job.ts";
import type { Rebuild } from "../session/canvas-view.ts";
import { useCanvas, useView } from "../session/use-canvas.ts";
import { applyQuickFix, finishRebuild, giveUpRebuild } from "./apply-quick-fix.ts";
import style from "./rebuild-notice.module.css";

/** How far the collection is that a quick fix waits for; stands on the canvas until it is built or given up. */
export function RebuildNotice() {
  const rebuild = useView((view) => view.rebuild);
  return rebuild === undefined ? null : <Notice key={rebuild.jobId ?? ""} rebuild={rebuild} />;
}

function Notice({ rebuild }: { readonly rebuild: Rebuild }) {
  const model = useCanvas();
  const query = useJob(rebuild.jobId);
  const job = query.data;
  const others = useOthers(rebuild.quickFix.rebuild);
  const facts = useQuery(trpc.nodes.facts.queryOptions(undefined, { enabled: false }));
  const { refetch: readFacts } = facts;
  const done = job?.state === "done";
  const failed = job?.state === "failed" ? job.error : undefined;
  const error = rebuild.error ?? query.error ?? (done ? facts.error : undefined);
  const wrong = failed ?? (error ? describeError(error) : undefined);
  const giveUp = () => giveUpRebuild(model);
  // The quick fix is made on what the collection is now: only then does its wire fit.
  const finish = useCallback(async () => {
    const { data, isSuccess } = await readFacts();
    // One that was finished or given up meanwhile is no more.
    if (!isSuccess || model.view.get().rebuild?.jobId !== rebuild.jobId) return;
    model.view.set({ facts: data });
    finishRebuild(model);
  }, [model, readFacts, rebuild.jobId]);
  const again = () => {
    if (done) void finish();
    else if (rebuild.jobId !== undefined) void query.refetch();
    else {
      giveUp();
      applyQuickFix(model, rebuild.quickFix, rebuild.refused);
    }
  };

  useEffect(() => {
    if (!done) return;
    void queryClient.invalidateQueries(trpc.collections.pathFilter());
    void finish();
  }, [done, finish]);

  useEffect(() => {
    if (failed == null) return;
    announce(`The collection could not be rebuilt: ${failed.message}`);
    // What it was is gone all the same.
    void queryClient.invalidateQueries(trpc.nodes.facts.pathFilter());
  }, [failed]);

  return (
    <section className={style.notice} aria-label={rebuild.quickFix.title}>
      {wrong == null ? (
        <IconRefresh size={16} stroke={1.5} aria-hidden />
      ) : (
        <IconAlertTriangle size={16} stroke={1.5} className="bad" aria-hidden />
      )}
      <div className="grow">
        <b>{rebuild.quickFix.title}</b>
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
      {failed == null && wrong != null && (
        <Button size="xs" onClick={again}>
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
