import { NumberInput, Select, TagsInput, TextInput } from "@mantine/core";
import type { ExperimentSpec } from "../../../server/experiment-types.ts";
import { Card } from "../../ui/card.tsx";
import style from "../experiments.module.css";
import type { PlanProps } from "./plan-props.ts";

type Method = ExperimentSpec["method"];
type Correction = ExperimentSpec["correction"];

const methods: readonly { readonly value: Method; readonly label: string; readonly help: string }[] = [
  {
    value: "sequential",
    label: "Any day (sequential)",
    help: "May be read and stopped on any day; intervals are wider.",
  },
  { value: "frequentist", label: "Fixed end", help: "Decides once, at the planned end, with the narrowest intervals." },
  { value: "bayesian", label: "Bayesian", help: "Says how likely an arm is better, and what a wrong choice costs." },
];
const corrections: readonly { readonly value: Correction; readonly label: string; readonly help: string }[] = [
  { value: "benjamini-hochberg", label: "Benjamini–Hochberg", help: "Of what stands out, few are false discoveries." },
  { value: "holm", label: "Holm", help: "Hardly any false alarm among all of them." },
  { value: "none", label: "None", help: "Each is read alone: among twenty, one stands out by chance." },
];
/** What of an `Experiment Viewed` is stored beside its arm. */
const exposureProperties = ["device", "category", "country", "language", "channel"];
const twoWeeks = 14;

/** How it is read, and how long it runs: two whole weeks, so that every weekday counts alike, unless there is a reason. */
export function ReadingCard({ detail, plan, isFixed, fields }: PlanProps) {
  const isOfFrontEnd = detail.kind === "external";
  const { method, correction, level, plannedDays, shortReason, segments } = plan.draft.spec;
  const setDays = (days: number) => {
    if (!Number.isInteger(days) || days < 1 || days > 365) return;
    plan.change((draft) => {
      const { shortReason: reason, ...spec } = { ...draft.spec, plannedDays: days };
      return { ...draft, spec: days >= twoWeeks || reason === undefined ? spec : { ...spec, shortReason: reason } };
    });
  };
  return (
    <Card title="How it is read">
      <div className={style.form}>
        <Select
          label="Reading"
          description={methods.find(({ value }) => value === method)?.help}
          allowDeselect={false}
          disabled={isFixed}
          data={methods.map(({ value, label }) => ({ value, label }))}
          value={method}
          onChange={(value) => plan.change({ method: (value ?? "sequential") as Method })}
        />
        <NumberInput
          label="Planned days"
          min={1}
          max={365}
          allowDecimal={false}
          disabled={isFixed}
          value={plannedDays}
          description={
            plannedDays % 7 === 0
              ? "Whole weeks: every weekday counts alike."
              : "Not whole weeks: weekdays do not count alike."
          }
          onChange={(value) => setDays(Number(value))}
        />
        {plannedDays < twoWeeks && (
          <TextInput
            label="Why shorter than two weeks"
            maxLength={500}
            disabled={isFixed}
            value={shortReason ?? ""}
            error={(shortReason ?? "").trim() === "" ? "A reason is asked for, and stands on the readout." : undefined}
            onChange={(event) => {
              const reason = event.currentTarget.value;
              plan.change((draft) => {
                const { shortReason: _before, ...spec } = draft.spec;
                return { ...draft, spec: reason === "" ? spec : { ...spec, shortReason: reason } };
              });
            }}
          />
        )}
        <Select
          label="Secondary metrics and segments"
          description={corrections.find(({ value }) => value === correction)?.help}
          allowDeselect={false}
          disabled={isFixed}
          data={corrections.map(({ value, label }) => ({ value, label }))}
          value={correction}
          onChange={(value) => plan.change({ correction: (value ?? "benjamini-hochberg") as Correction })}
        />
        <Select
          label="Intervals"
          allowDeselect={false}
          disabled={isFixed}
          data={[...new Set(["0.9", "0.95", "0.99", String(level)])].map((value) => ({
            value,
            label: `${Math.round(Number(value) * 1000) / 10} %`,
          }))}
          value={String(level)}
          onChange={(value) => plan.change({ level: Number(value ?? 0.95) })}
        />
        <TagsInput
          label="Segments"
          description={
            isOfFrontEnd
              ? "Properties of the exposure by which results are broken down. New and returning is always there."
              : "Fields of the request by which results are broken down. New and returning is always there."
          }
          disabled={isFixed}
          data={isOfFrontEnd ? exposureProperties : [...fields]}
          value={[...segments]}
          maxTags={8}
          onChange={(next) => plan.change({ segments: next })}
        />
      </div>
    </Card>
  );
}
