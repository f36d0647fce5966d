import { isPublishable } from "@aisle/runtime/compile/problem";
import { Box, Modal, Skeleton } from "@mantine/core";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Draft } from "../../api/outputs.ts";
import { client, trpc } from "../../api/trpc.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { ExperimentsNote } from "../experiments/experiments-note.tsx";
import { checkOnServer } from "../session/run-in-place.ts";
import { useStore } from "../session/store.ts";
import { useCanvas } from "../session/use-canvas.ts";
import { BlockingProblems } from "./blocking-problems.tsx";
import { ChangesView } from "./changes-view.tsx";
import { LoggedSections } from "./logged/logged-sections.tsx";
import { PinsNote } from "./pins-note.tsx";
import style from "./publish.module.css";
import { PublishForm, type VersionDescription } from "./publish-form.tsx";
import { PublishProgress } from "./publish-progress.tsx";
import { PublishVerdict } from "./publish-verdict.tsx";
import { SampleComparisons } from "./sample-comparison.tsx";
import { useChanges } from "./use-changes.ts";

interface DialogProps {
  readonly draft: Draft;
  readonly onClose: () => void;
  readonly onGo: (node: string) => void;
}

/** Publishing: what changed against the live version and who changed it, what the samples answer on both, then name and address. */
export function PublishDialog({ opened, ...props }: DialogProps & { readonly opened: boolean }) {
  const [job, setJob] = useState<{ readonly id: string; readonly slug: string }>();
  const goal = useRef<string>(undefined);
  const close = () => {
    setJob(undefined);
    props.onClose();
  };
  const go = (node: string) => {
    goal.current = node;
    close();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={`Publish ${props.draft.name}`}
      size={job === undefined ? 1320 : 560}
      yOffset="4dvh"
      // The dialog gives the keyboard back as it closes: only then can it go to a node.
      onExitTransitionEnd={() => {
        if (goal.current !== undefined) props.onGo(goal.current);
        goal.current = undefined;
      }}
    >
      {opened && job !== undefined && (
        <PublishProgress jobId={job.id} slug={job.slug} onClose={close} onAgain={() => setJob(undefined)} />
      )}
      {opened && job === undefined && (
        <Review draft={props.draft} onClose={close} onGo={go} onStarted={(id, slug) => setJob({ id, slug })} />
      )}
    </Modal>
  );
}

function Review({
  draft,
  onClose,
  onGo,
  onStarted,
}: DialogProps & { readonly onStarted: (jobId: string, slug: string) => void }) {
  const model = useCanvas();
  const queries = useQueryClient();
  const problems = useRef<HTMLElement>(null);
  const revision = useStore(model.session, (state) => state.revision);
  const [refusal, setRefusal] = useState<unknown>();
  const [failedSamples, setFailedSamples] = useState(0);
  const { pipelineId } = draft;
  const comparison = useQuery({
    // Under the pipelines' own key, so that what refreshes those refreshes this; each revision has its own.
    queryKey: [...trpc.pipelines.compare.pathKey(), pipelineId, revision],
    queryFn: () => client.pipelines.compare.query({ pipelineId, before: "live", after: "draft" }),
    placeholderData: keepPreviousData,
  });
  const changes = useChanges(comparison.data);
  const publish = useMutation({
    ...trpc.pipelines.publish.mutationOptions(),
    onSuccess: async ({ jobId }, { slug }) => {
      onStarted(jobId, slug);
      await queries.invalidateQueries(trpc.pipelines.pathFilter());
    },
  });

  useEffect(() => {
    void model.session.settled().catch(() => undefined);
    void checkOnServer(model).catch(() => undefined);
  }, [model]);

  const start = async (description: VersionDescription) => {
    setRefusal(undefined);
    publish.reset();
    await model.session.settled();
    await checkOnServer(model);
    if (!isPublishable(model.problems())) {
      problems.current?.scrollIntoView({ block: "nearest" });
      problems.current?.focus();
      return;
    }
    const comparedRevision = comparison.data?.after.revision ?? revision;
    publish.mutate({ pipelineId, ...description, revision: comparedRevision });
  };

  return (
    <div className={style.split}>
      <Box component="section" className={style.main} aria-label="What would be published" tabIndex={0}>
        {comparison.isError && <ErrorNote error={comparison.error} onRetry={() => void comparison.refetch()} />}
        {changes === undefined || comparison.data === undefined ? (
          !comparison.isError && <ReviewSkeleton />
        ) : (
          <>
            <PublishVerdict comparison={comparison.data} changes={changes} />
            <BlockingProblems ref={problems} onGo={onGo} />
            <PinsNote />
            <ExperimentsNote />
            <ChangesView changes={changes} />
            <section className={style.section}>
              <h3>{comparison.data.before === null ? "What it will answer" : "What the sample requests answer"}</h3>
              <SampleComparisons
                pipelineId={pipelineId}
                comparison={comparison.data}
                labels={{ before: `Live, v${comparison.data.before?.version?.number ?? ""}`, after: "This draft" }}
                onFailed={setFailedSamples}
              />
            </section>
            {comparison.data.before !== null && (
              <LoggedSections
                pipelineId={pipelineId}
                revision={comparison.data.after.revision}
                live={comparison.data.before.version?.number ?? 0}
              />
            )}
          </>
        )}
      </Box>
      <PublishForm
        draft={draft}
        failedSamples={failedSamples}
        pending={publish.isPending}
        refusal={publish.error ?? refusal}
        onPublish={(description) => void start(description).catch(setRefusal)}
        onClose={onClose}
      />
    </div>
  );
}

function ReviewSkeleton() {
  return (
    <div aria-busy="true" style={{ display: "grid", gap: 16 }}>
      <Skeleton height={28} width="40%" />
      <Skeleton height={200} radius={10} />
      <Skeleton height={64} radius={10} />
      <Skeleton height={120} radius={10} />
    </div>
  );
}
