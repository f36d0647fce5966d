import { Button, NumberInput, Select, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Metric } from "../../../server/experiment-types.ts";
import { queryClient, trpc } from "../../api/trpc.ts";
import { Card } from "../../ui/card.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import style from "../experiments.module.css";
import { PercentInput } from "../planning/percent-input.tsx";
import own from "../planning/planning.module.css";
import { MeasureFields } from "./measure-fields.tsx";
import { describeMetric, type FormKind, metricGaps, withKind } from "./metric-draft.ts";
import { MetricPreviewPanel } from "./metric-preview-panel.tsx";

const kinds: readonly { readonly value: FormKind; readonly label: string }[] = [
  { value: "proportion", label: "Share of units that do it" },
  { value: "mean", label: "Mean per unit" },
  { value: "ratio", label: "Ratio of two sums" },
  { value: "quantile", label: "Quantile" },
];
const units: readonly { readonly value: Metric["unit"]; readonly label: string }[] = [
  { value: "number", label: "A number" },
  { value: "share", label: "A share" },
  { value: "money", label: "Money, in minor units" },
  { value: "milliseconds", label: "Milliseconds" },
];

/** A metric's definition, with what it finds in the last 28 days beside it. */
export function MetricForm({ start, onClose }: { readonly start: Metric; readonly onClose: () => void }) {
  const [metric, setMetric] = useState(start);
  const [tried, setTried] = useState(false);
  const gaps = metricGaps(metric);
  const set = (next: Partial<Metric>) => setMetric((before) => ({ ...before, ...next }));
  const store = useMutation({
    ...trpc.experiments.storeMetric.mutationOptions(),
    onSuccess: async () => {
      await queryClient.invalidateQueries(trpc.experiments.metrics.pathFilter());
      onClose();
    },
  });
  const isQuantile = metric.kind === "quantile";
  return (
    <Card title={start.name === "" ? "New metric" : `Change “${start.name}”`}>
      <form
        className={own.metricForm}
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (gaps.length === 0) store.mutate({ ...metric, name: metric.name.trim() });
        }}
      >
        <div className={style.form}>
          <TextInput
            data-autofocus
            label="Name"
            maxLength={120}
            value={metric.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <Select
            label="Kind"
            allowDeselect={false}
            data={kinds}
            value={metric.kind}
            onChange={(kind) => setMetric(withKind(metric, (kind ?? "proportion") as FormKind))}
          />
          <MeasureFields
            title={metric.kind === "ratio" ? "Above the line" : "What is counted"}
            measure={metric.measure}
            countOnly={metric.kind === "proportion"}
            numberOnly={isQuantile}
            onChange={(measure) => set({ measure })}
          />
          {metric.kind === "ratio" && metric.per !== undefined && (
            <MeasureFields title="Below the line" measure={metric.per} onChange={(per) => set({ per })} />
          )}
          <div className={own.two}>
            {isQuantile && (
              <PercentInput
                label="Quantile"
                min={1}
                max={99.9}
                value={metric.quantile ?? 0.95}
                onChange={(quantile) => set({ quantile })}
              />
            )}
            <NumberInput
              label="Counts for, hours"
              description="After the first exposure."
              min={1}
              max={24 * 180}
              value={metric.windowHours}
              onChange={(value) => set({ windowHours: Number(value) })}
            />
            <Select
              label="Belongs to a unit by"
              allowDeselect={false}
              data={[
                { value: "decision", label: "The decision it names" },
                { value: "unit", label: "The unit alone" },
              ]}
              value={metric.attribution}
              onChange={(value) => set({ attribution: (value ?? "unit") as Metric["attribution"] })}
            />
            {!isQuantile && metric.kind !== "proportion" && (
              <PercentInput
                label="Capped at the quantile"
                description="100 % caps nothing. 99 % keeps single large orders from deciding."
                min={50}
                max={100}
                value={metric.cap ?? 1}
                onChange={(cap) => setMetric(({ cap: _before, ...rest }) => (cap >= 1 ? rest : { ...rest, cap }))}
              />
            )}
            {!isQuantile && (
              <NumberInput
                label="Days before, against chance"
                description="CUPED: what units did before takes variance away; 0 for none."
                min={0}
                max={90}
                allowDecimal={false}
                value={metric.cupedDays}
                onChange={(value) => set({ cupedDays: Math.max(0, Math.min(90, Math.round(Number(value) || 0))) })}
              />
            )}
            <Select
              label="Better is"
              allowDeselect={false}
              data={[
                { value: "higher", label: "Higher" },
                { value: "lower", label: "Lower" },
              ]}
              value={metric.better}
              onChange={(value) => set({ better: (value ?? "higher") as Metric["better"] })}
            />
            {metric.kind !== "proportion" && (
              <Select
                label="Shown as"
                allowDeselect={false}
                data={units}
                value={metric.unit}
                onChange={(value) => set({ unit: (value ?? "number") as Metric["unit"] })}
              />
            )}
          </div>
          <p className="small soft">{describeMetric(metric)}</p>
          {tried && gaps.length > 0 && (
            <p className="small bad" role="alert">
              {gaps.join(" ")}
            </p>
          )}
          {store.isError && <ErrorNote error={store.error} />}
          <div className="row">
            <Button type="submit" variant="filled" loading={store.isPending}>
              Store the metric
            </Button>
            <Button onClick={onClose}>Close</Button>
          </div>
        </div>
        <MetricPreviewPanel metric={metric} isWhole={gaps.filter((gap) => !gap.includes("a name.")).length === 0} />
      </form>
    </Card>
  );
}
