import type { Problem } from "@aisle/runtime/compile/problem";
import { type GraphNode, type OnFailure, splitPort } from "@aisle/runtime/graph/graph";
import type { JsonObject } from "@aisle/runtime/json";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { NumberInput, Select } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useMay } from "../../access/use-may.ts";
import { trpc } from "../../api/trpc.ts";
import { ConfigForm } from "../form/config-form.tsx";
import { TrialPlaceProvider } from "../form/field-trial.tsx";
import { QuickFixButton } from "../quick-fix/quick-fix-button.tsx";
import { nodeTitle } from "../session/canvas-model.ts";
import { useCanvas, useGraph, useProblems, useView } from "../session/use-canvas.ts";
import style from "./inspector.module.css";

/** Settings of a node: its problems with their quick fixes, the form of its config, and what happens when it fails. */
export function SetUpTab({ node, manifest }: { readonly node: GraphNode; readonly manifest: NodeManifest }) {
  const model = useCanvas();
  const problems = useProblems().filter((problem) => problem.node === node.id);
  const checked = useQuery(
    trpc.nodes.checkConfig.queryOptions(
      { type: node.type, config: node.config as never },
      { placeholderData: keepPreviousData, staleTime: 60_000 },
    ),
  );
  const errors = new Map<string, string>();
  for (const problem of problems) if (problem.field !== undefined) errors.set(problem.field, problem.message);
  for (const wrong of checked.data ?? []) errors.set(wrong.path, wrong.message);
  const { collections, embedders = [] } = useView((view) => view.facts);
  const choices = (field: string): readonly string[] | undefined => {
    if (field === "collection") return collections.map((collection) => collection.name);
    if (field === "embedder") return [...new Set([...collections.map(({ embedder }) => embedder), ...embedders])];
    return undefined;
  };
  const many = Object.entries(manifest.inputs).find(([, spec]) => spec.arity === "many")?.[0];
  const sources = useGraph(
    (graph) => graph.edges.filter((edge) => edge.to === `${node.id}.${many}`).map((edge) => splitPort(edge.from).node),
    (a, b) => a.join() === b.join(),
  );
  const mayTest = useMay("experiment");
  const runId = useView((view) => view.runs[0]?.runId);
  const place = useMemo(() => ({ pipelineId: model.pipelineId, node: node.id, runId }), [model, node.id, runId]);
  return (
    <>
      <ProblemNotes problems={problems.filter((problem) => problem.field === undefined)} />
      <TrialPlaceProvider value={place}>
        <ConfigForm
          schema={manifest.configSchema}
          config={{ ...manifest.defaults, ...node.config } as JsonObject}
          errors={errors}
          choices={choices}
          onTest={mayTest ? (field) => model.view.set({ testing: { node: node.id, field } }) : undefined}
          listTitles={many === undefined ? [] : sources.map((source) => nodeTitle(model, source))}
          onSet={(path, value) =>
            model.change({
              do: "set-field",
              node: node.id,
              version: node.version,
              path,
              ...(value === undefined ? {} : { value }),
            })
          }
        />
      </TrialPlaceProvider>
      {manifest.role !== "trigger" && <FailureFields node={node} manifest={manifest} />}
    </>
  );
}

/** Settings of a node whose type is not installed: what is wrong, and its config, stored as it was. */
export function BrokenSetUp({ node }: { readonly node: GraphNode }) {
  const problems = useProblems().filter((problem) => problem.node === node.id);
  return (
    <>
      <ProblemNotes problems={problems} />
      <section className={style.section}>
        <h3>Its settings, stored as they were</h3>
        <pre className={style.stored}>{JSON.stringify(node.config, null, 2)}</pre>
      </section>
    </>
  );
}

function ProblemNotes({ problems }: { readonly problems: readonly Problem[] }) {
  return problems.map((problem) => (
    <ProblemNote key={`${problem.code}-${problem.port ?? ""}-${problem.edge ?? ""}`} problem={problem} />
  ));
}

function ProblemNote({ problem }: { readonly problem: Problem }) {
  return (
    <div className={`${style.problem} ${problem.severity === "error" ? "" : style.warning}`}>
      <IconAlertTriangle size={14} stroke={1.5} aria-hidden />
      <div className="grow">
        <p>{problem.message}</p>
        {(problem.quickFixes ?? []).length > 0 && (
          <div className="row" style={{ marginTop: 6, flexWrap: "wrap", gap: 4 }}>
            {(problem.quickFixes ?? []).map((quickFix) => (
              <QuickFixButton key={quickFix.title} quickFix={quickFix} />
            ))}
          </div>
        )}
      </div>
    </div>
  );
}

function FailureFields({ node, manifest }: { readonly node: GraphNode; readonly manifest: NodeManifest }) {
  const model = useCanvas();
  // Passing on needs an input and an output of one type.
  const passes = Object.entries(manifest.inputs).flatMap(([input, from]) =>
    Object.entries(manifest.outputs)
      .filter(([, to]) => from.type === to.type && from.arity !== "many")
      .map(([output]) => ({ input, output, title: `Pass on “${from.title ?? input}” as it came` })),
  );
  const options = [
    { value: "fail", label: "Fail the request" },
    { value: "skip", label: "Skip this step" },
    ...passes.map((pass) => ({ value: `pass:${pass.input}:${pass.output}`, label: pass.title })),
  ];
  const now = node.onFailure;
  const value = now === undefined ? "fail" : now.do === "pass" ? `pass:${now.input}:${now.output}` : now.do;
  // Two edits: what someone else sets of the other half meanwhile stays.
  const setIfFailing = (onFailure: OnFailure) =>
    model.change({ do: "set-if-failing", node: node.id, ...(onFailure.do === "fail" ? {} : { onFailure }) });
  const setTimeLimit = (timeoutMs: number | undefined) =>
    model.change({ do: "set-time-limit", node: node.id, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  const read = (text: string): OnFailure => {
    const [, input, output] = text.split(":");
    if (text.startsWith("pass:") && input !== undefined && output !== undefined) return { do: "pass", input, output };
    return text === "skip" ? { do: "skip" } : { do: "fail" };
  };
  return (
    <section className={style.section}>
      <Select
        label="If late or failing"
        allowDeselect={false}
        data={value === "value" ? [...options, { value: "value", label: "Use a stored value" }] : options}
        value={value}
        onChange={(next) => {
          if (next !== null && next !== "value") setIfFailing(read(next));
        }}
      />
      <NumberInput
        mt={8}
        label="Late after, ms"
        placeholder="no limit of its own"
        min={1}
        max={600_000}
        allowDecimal={false}
        value={node.timeoutMs ?? ""}
        onChange={(next) => setTimeLimit(typeof next === "number" && next > 0 ? next : undefined)}
      />
    </section>
  );
}
