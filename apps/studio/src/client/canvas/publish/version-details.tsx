import type { Graph } from "@aisle/runtime/graph/graph";
import { Button, Select, Skeleton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconDownload, IconFlask, IconRestore } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { useMay } from "../../access/use-may.ts";
import type { VersionDetail, VersionRow } from "../../api/outputs.ts";
import { client, trpc } from "../../api/trpc.ts";
import { downloadGraph } from "../../pipelines/download-graph.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { counted } from "../../ui/format.ts";
import { useCanvas } from "../session/use-canvas.ts";
import { ChangesView } from "./changes-view.tsx";
import style from "./publish.module.css";
import { replaceGraph, retainPins } from "./replace-graph.ts";
import { SampleComparisons } from "./sample-comparison.tsx";
import { useChanges } from "./use-changes.ts";
import { VersionDescriptionForm } from "./version-description-form.tsx";
import { VersionMark } from "./version-list.tsx";

/** One version: its words, what can be done with it, and how it differs from the draft or another version. */
export function VersionDetails({
  name,
  row,
  versions,
  onClose,
}: {
  readonly name: string;
  readonly row: VersionRow;
  readonly versions: readonly VersionRow[];
  readonly onClose: () => void;
}) {
  const model = useCanvas();
  const queries = useQueryClient();
  const mayPublish = useMay("publish");
  const detail = useQuery(trpc.pipelines.version.queryOptions({ versionId: row.id }));
  const [refusal, setRefusal] = useState<unknown>();
  const activate = useMutation({
    ...trpc.pipelines.activate.mutationOptions(),
    onSuccess: async () => {
      await queries.invalidateQueries(trpc.pipelines.pathFilter());
      await queries.invalidateQueries(trpc.endpoints.pathFilter());
    },
  });
  const mayTest = useMay("experiment");
  const [, navigate] = useLocation();
  const test = useMutation({
    ...trpc.experiments.begin.mutationOptions(),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries(trpc.experiments.pathFilter());
      navigate(`/experiments/${id}`);
    },
  });
  const graphOf = async () =>
    (detail.data ?? (await client.pipelines.version.query({ versionId: row.id }))).graph as Graph;
  const restore = async () => {
    const changed = replaceGraph(
      model,
      retainPins(model.session.get().graph, await graphOf()),
      `Restore version ${row.number}`,
    );
    const message = changed
      ? `Version ${row.number} is in the draft again. Undo brings back what was there.`
      : `The draft is what version ${row.number} was already.`;
    notifications.show({ message, autoClose: 8000 });
    if (changed) onClose();
  };
  return (
    <div className={style.detail}>
      <div className={style.versionHead}>
        <h3>Version {row.number}</h3>
        <VersionMark version={row} />
      </div>
      {[activate.error, test.error, refusal, detail.error]
        .filter((one) => one !== null && one !== undefined)
        .map((one) => (
          <ErrorNote key={String(one)} error={one} />
        ))}
      <VersionDescriptionForm row={row} mayChange={mayPublish} />
      <div className={style.actions}>
        {mayPublish && !row.live && row.status === "ready" && (
          <Button variant="filled" loading={activate.isPending} onClick={() => activate.mutate({ versionId: row.id })}>
            Make it live
          </Button>
        )}
        {mayTest && !row.live && row.status === "ready" && versions.some((one) => one.live) && (
          <Button
            leftSection={<IconFlask size={16} stroke={1.5} />}
            loading={test.isPending}
            onClick={() =>
              test.mutate({
                pipelineId: model.pipelineId,
                edits: [],
                versionId: row.id,
                name: `${name}: version ${row.number} against the live one`,
              })
            }
          >
            Test against the live version
          </Button>
        )}
        {model.canEdit && (
          <Button leftSection={<IconRestore size={16} stroke={1.5} />} onClick={() => void restore().catch(setRefusal)}>
            Restore into the draft
          </Button>
        )}
        <Button
          leftSection={<IconDownload size={16} stroke={1.5} />}
          onClick={() => void graphOf().then((graph) => downloadGraph(`${name} v${row.number}`, graph), setRefusal)}
        >
          Export as JSON
        </Button>
      </div>
      {row.status === "failed" && detail.data !== undefined && <WhyItFailed detail={detail.data} />}
      <VersionComparison row={row} versions={versions} />
    </div>
  );
}

function WhyItFailed({ detail }: { readonly detail: VersionDetail }) {
  const { manifests } = useCanvas();
  const errors = detail.problems.filter((problem) => problem.severity === "error");
  // A sample that failed is a problem too; versions of before have it among the samples alone.
  const samples = errors.length > 0 ? [] : detail.samples.filter((sample) => !sample.ok);
  const titleOf = (id: string | undefined) => {
    const node = detail.graph.nodes.find((candidate) => candidate.id === id);
    return node && (node.title ?? manifests.get(node.type)?.title ?? node.type);
  };
  return (
    <section className={style.blocking} aria-label="Why it failed its checks">
      <h3>
        <IconAlertTriangle size={16} stroke={1.5} aria-hidden />
        Why it failed its checks
      </h3>
      <ul>
        {errors.map((problem) => (
          <li key={`${problem.code} ${problem.node ?? ""} ${problem.message}`}>
            {titleOf(problem.node) !== undefined && <b>{titleOf(problem.node)}: </b>}
            {problem.message}
          </li>
        ))}
        {samples.map((sample) => (
          <li key={sample.title}>
            <b>{sample.title}:</b> {sample.words}
          </li>
        ))}
      </ul>
    </section>
  );
}

function VersionComparison({ row, versions }: { readonly row: VersionRow; readonly versions: readonly VersionRow[] }) {
  const { pipelineId } = useCanvas();
  const [against, setAgainst] = useState("draft");
  const comparison = useQuery(
    trpc.pipelines.compare.queryOptions(
      { pipelineId, before: row.id, after: against },
      { refetchOnMount: "always", staleTime: 0 },
    ),
  );
  const changes = useChanges(comparison.data);
  const label = (id: string) => {
    const version = versions.find((candidate) => candidate.id === id);
    return version === undefined ? "The draft" : `v${version.number}`;
  };
  const choices = [
    { value: "draft", label: "The draft" },
    ...versions
      .filter((version) => version.id !== row.id)
      .map((version) => ({
        value: version.id,
        label: [
          `v${version.number}`,
          ...(version.name === "" ? [] : [version.name]),
          ...(version.live ? ["live"] : []),
        ].join(", "),
      })),
  ];
  return (
    <>
      <div className={style.comparing}>
        <label htmlFor="compare-with" className="small">
          From v{row.number} to
        </label>
        <Select
          id="compare-with"
          data={choices}
          w={300}
          value={against}
          allowDeselect={false}
          onChange={(next) => setAgainst(next ?? "draft")}
        />
        {changes !== undefined && (
          <b role="status">{changes.count === 0 ? "Nothing differs" : counted(changes.count, "change")}</b>
        )}
      </div>
      {comparison.isError && <ErrorNote error={comparison.error} onRetry={() => void comparison.refetch()} />}
      {comparison.isPending && <Skeleton height={200} radius={10} />}
      {changes !== undefined && comparison.data !== undefined && (
        <>
          <ChangesView changes={changes} />
          {changes.count > 0 && (
            <section className={style.section}>
              <h3>What the sample requests answer</h3>
              <SampleComparisons
                key={against}
                pipelineId={pipelineId}
                comparison={comparison.data}
                labels={{ before: `v${row.number}`, after: label(against) }}
              />
            </section>
          )}
        </>
      )}
    </>
  );
}
