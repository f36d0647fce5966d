import type { Edit } from "@aisle/runtime/graph/edit";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { Json, JsonObject } from "@aisle/runtime/json";
import { Button, Modal, Select, Skeleton, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { trpc } from "../../api/trpc.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { FieldInput } from "../form/field-input.tsx";
import { type FieldPlan, fieldPlans } from "../form/field-kind.ts";
import { nodeTitleOf } from "../publish/change-groups.ts";
import { describeValue } from "../publish/describe-value.ts";
import { useCanvas, useView } from "../session/use-canvas.ts";
import style from "./experiments.module.css";
import { offEdits } from "./off-edits.ts";

const off = "\u0000off";

/** Begins an experiment on one setting of a node, or on the node itself: the live version against one change of it. */
export function TestThisDialog() {
  const model = useCanvas();
  const testing = useView((view) => view.testing);
  const close = () => model.view.set({ testing: undefined });
  return (
    <Modal opened={testing !== undefined} onClose={close} title="Test this on real traffic" size={560}>
      {testing !== undefined && <TestThis {...testing} onClose={close} />}
    </Modal>
  );
}

function TestThis({
  node: id,
  field,
  onClose,
}: {
  readonly node: string;
  readonly field?: string | undefined;
  readonly onClose: () => void;
}) {
  const model = useCanvas();
  const live = useQuery(
    trpc.pipelines.compare.queryOptions(
      { pipelineId: model.pipelineId, before: "live", after: "draft" },
      { refetchOnMount: "always" },
    ),
  );
  if (live.isError) return <ErrorNote error={live.error} onRetry={() => void live.refetch()} />;
  if (live.data === undefined) return <Skeleton height={220} radius={10} />;
  const graph = live.data.before?.graph as Graph | undefined;
  const node = graph?.nodes.find((candidate) => candidate.id === id);
  if (graph === undefined || node === undefined) {
    return (
      <>
        <p>
          {graph === undefined
            ? "An experiment splits the traffic of a live version, and nothing of this pipeline is live yet."
            : "This node is not in the version that is live, so there is nothing to compare it with."}{" "}
          Publish the draft first, then test a change of it.
        </p>
        <div className={style.foot}>
          <Button onClick={onClose}>Close</Button>
        </div>
      </>
    );
  }
  return <Change graph={graph} id={id} field={field} onClose={onClose} />;
}

function Change({
  graph,
  id,
  field,
  onClose,
}: {
  readonly graph: Graph;
  readonly id: string;
  readonly field: string | undefined;
  readonly onClose: () => void;
}) {
  const model = useCanvas();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const node = graph.nodes.find((candidate) => candidate.id === id)!;
  const manifest = model.manifests.get(node.type);
  const title = nodeTitleOf(node, model.manifests) ?? id;
  const plans = manifest === undefined ? [] : fieldPlans(manifest.configSchema);
  const taken = offEdits(graph, id, manifest);
  const config = { ...manifest?.defaults, ...node.config } as JsonObject;
  const liveValue = (plan: FieldPlan): Json | undefined => config[plan.name] ?? plan.fallback;
  const draftNode = model.session.get().graph.nodes.find((candidate) => candidate.id === id);
  const [chosen, setChosen] = useState(field ?? plans[0]?.name ?? off);
  const plan = plans.find(({ name }) => name === chosen);
  // What the draft has already is most likely what shall be tried.
  const [values, setValues] = useState<JsonObject>(() => ({ ...config, ...draftNode?.config }));
  const [name, setName] = useState("");
  const fallback = chosen === off ? `${title}: on or off` : `${title}: ${plan?.title ?? chosen}`;
  const value = plan === undefined ? undefined : values[plan.name];
  const isSame = plan !== undefined && JSON.stringify(value ?? null) === JSON.stringify(liveValue(plan) ?? null);
  const begin = useMutation({
    ...trpc.experiments.begin.mutationOptions(),
    onSuccess: async ({ id: experiment }) => {
      await queries.invalidateQueries(trpc.experiments.pathFilter());
      onClose();
      navigate(`/experiments/${experiment}`);
    },
  });
  const edits = (): readonly Edit[] => {
    if (plan === undefined) return taken ?? [];
    const set = { do: "set-field", node: id, version: node.version, path: [plan.name] } as const;
    return [value === undefined ? set : { ...set, value }];
  };
  const choices = [
    ...plans.map((one) => ({ value: one.name, label: one.title })),
    ...(taken === undefined ? [] : [{ value: off, label: "The whole node, on or off" }]),
  ];
  if (choices.length === 0) return <p>This node has no setting that could be tested.</p>;
  const setValue = (path: readonly (string | number)[], next: Json | undefined) =>
    setValues((before) => withValue(before, path, next) as JsonObject);
  return (
    <form
      className={style.form}
      onSubmit={(event) => {
        event.preventDefault();
        const named = name.trim() === "" ? fallback : name.trim();
        begin.mutate({ pipelineId: model.pipelineId, edits: edits() as never, name: named });
      }}
    >
      <Select
        label={`What of “${title}”`}
        data={choices}
        value={chosen}
        allowDeselect={false}
        onChange={(next) => setChosen(next ?? chosen)}
      />
      <div className={style.arm}>
        <b>A, as it is live</b>
        <span className="num">{plan === undefined ? "On" : describeValue(liveValue(plan), plan)}</span>
      </div>
      <div className={style.arm}>
        <b>B, the change</b>
        {plan === undefined ? (
          <span>Off: what comes in goes on as it came</span>
        ) : (
          <FieldInput
            plan={plan}
            value={value}
            path={[plan.name]}
            error={undefined}
            options={undefined}
            listTitles={[]}
            onSet={setValue}
            bare={false}
            renderField={(inner, innerValue, path) => (
              <FieldInput
                {...{ plan: inner, value: innerValue, path, error: undefined, options: undefined, listTitles: [] }}
                onSet={setValue}
                bare
                renderField={() => null}
              />
            )}
          />
        )}
      </div>
      <TextInput
        label="Name of the experiment"
        placeholder={fallback}
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {begin.isError && <ErrorNote error={begin.error} />}
      <p className="small muted">
        Nothing is split yet: metrics, duration and traffic are planned next, and it starts when you say so.
      </p>
      <div className={style.foot}>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          type="submit"
          variant="filled"
          loading={begin.isPending}
          {...(isSame ? { "data-disabled": true, title: "B is what is live already; change it first." } : {})}
        >
          Plan the experiment
        </Button>
      </div>
    </form>
  );
}

/** A copy with another value at a path; arrays and objects on the way are copied. */
function withValue(holder: Json | undefined, path: readonly (string | number)[], value: Json | undefined): Json {
  const [first, ...rest] = path;
  if (first === undefined) return value ?? null;
  if (Array.isArray(holder)) {
    const copy = [...holder] as Json[];
    copy[first as number] = withValue(copy[first as number], rest, value);
    return copy;
  }
  const object = (typeof holder === "object" && holder !== null ? holder : {}) as JsonObject;
  return { ...object, [first]: withValue(object[first], rest, value) };
}
