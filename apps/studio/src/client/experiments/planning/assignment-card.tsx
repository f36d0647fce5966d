import { Autocomplete, Checkbox, RangeSlider, Select, TextInput } from "@mantine/core";
import type { ExperimentSpec } from "../../../server/experiment-types.ts";
import { Card } from "../../ui/card.tsx";
import { percent } from "../../ui/format.ts";
import style from "../experiments.module.css";
import { PercentInput } from "./percent-input.tsx";
import type { PlanProps } from "./plan-props.ts";
import own from "./planning.module.css";

type UnitKind = ExperimentSpec["unit"]["kind"];

const kinds: readonly { readonly value: UnitKind; readonly label: string }[] = [
  { value: "session", label: "Session" },
  { value: "shopper", label: "Shopper" },
  { value: "field", label: "A field of the request" },
];

const help: { readonly [K in UnitKind]: string } = {
  session: "Each visit is assigned, known shopper or not.",
  shopper: "Each shopper is assigned once; visits without one take no part.",
  field: "Each value of the field is assigned once, such as a store.",
};

/** The field that most likely holds a unit of this kind. */
function likelyField(kind: UnitKind, fields: readonly string[]): string {
  const pattern = kind === "session" ? /session|visit/i : kind === "shopper" ? /shopper|customer|user/i : /./;
  return (
    fields.find((name) => pattern.test(name)) ??
    (kind === "session" ? "sessionId" : kind === "shopper" ? "shopperId" : "")
  );
}

/** Who takes part: the unit that is assigned, how many of them, and beside which other experiments. */
export function AssignmentCard({ detail, plan, isFixed, fields }: PlanProps) {
  const { unit, coverage, group } = plan.draft.spec;
  const isOfFrontEnd = detail.kind === "external";
  const setGroup = (next: ExperimentSpec["group"]) =>
    plan.change((draft) => {
      const { group: _before, ...spec } = draft.spec;
      return { ...draft, spec: next === undefined ? spec : { ...spec, group: next } };
    });
  return (
    <Card title="Who takes part">
      <div className={style.form}>
        {!isOfFrontEnd && (
          <Select
            label="Unit"
            description={help[unit.kind]}
            allowDeselect={false}
            disabled={isFixed}
            data={kinds}
            value={unit.kind}
            onChange={(value) => {
              const kind = (value ?? "session") as UnitKind;
              plan.change({ unit: { kind, field: likelyField(kind, fields) } });
            }}
          />
        )}
        <Autocomplete
          label={isOfFrontEnd ? "Attribute that names a visitor" : "Field of the request that names it"}
          description={
            isOfFrontEnd && "The SDK hashes its value: one that stays the same, and that the visitor’s events carry."
          }
          disabled={isFixed}
          data={isOfFrontEnd ? ["id", "anonymousId", "userId"] : [...fields]}
          value={unit.field}
          error={unit.field.trim() === "" ? "Choose the field." : undefined}
          onChange={(field) => plan.change({ unit: { ...unit, field } })}
        />
        <PercentInput
          label="Taking part"
          description={
            detail.holdoutShare > 0
              ? `Of the units that the workspace's holdout of ${percent(detail.holdoutShare)} leaves.`
              : isOfFrontEnd
                ? "The others get the control’s value and are not counted."
                : "The others get what is live and are not counted."
          }
          min={0.1}
          disabled={isFixed}
          value={coverage}
          onChange={(next) => plan.change({ coverage: next })}
        />
        <Checkbox
          label="In an exclusion group"
          description="Experiments of one group with ranges apart never meet the same unit."
          disabled={isFixed}
          checked={group !== undefined}
          onChange={(event) => setGroup(event.currentTarget.checked ? { name: "shelf", range: [0, 0.5] } : undefined)}
        />
        {group !== undefined && (
          <>
            <TextInput
              label="Name of the group"
              maxLength={60}
              disabled={isFixed}
              value={group.name}
              onChange={(event) => setGroup({ ...group, name: event.currentTarget.value })}
            />
            <div>
              <p className={own.label}>
                Its range, {percent(group.range[0])} to {percent(group.range[1])}
              </p>
              <RangeSlider
                min={0}
                max={100}
                minRange={1}
                label={(value) => `${value} %`}
                disabled={isFixed}
                thumbFromLabel="Start of the range, per cent"
                thumbToLabel="End of the range, per cent"
                value={[group.range[0] * 100, group.range[1] * 100]}
                onChange={([from, to]) => setGroup({ ...group, range: [from / 100, to / 100] })}
              />
            </div>
          </>
        )}
      </div>
    </Card>
  );
}
