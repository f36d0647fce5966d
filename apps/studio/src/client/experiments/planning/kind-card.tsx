import { NumberInput, Select } from "@mantine/core";
import { Card } from "../../ui/card.tsx";
import style from "../experiments.module.css";
import { PercentInput } from "./percent-input.tsx";
import type { PlannedKind } from "./plan-draft.ts";
import type { PlanProps } from "./plan-props.ts";

const kinds: readonly { readonly value: PlannedKind; readonly label: string; readonly help: string }[] = [
  {
    value: "test",
    label: "Test",
    help: "A fixed split, read at its planned end: the surest answer to what an arm does.",
  },
  {
    value: "bandit",
    label: "Bandit",
    help: "Sends more and more units to what does best so far: less is lost while it runs, and differences are known less surely.",
  },
  {
    value: "interleaving",
    label: "Interleaving",
    help: "Mixes two rankings in each answer and counts whose products are chosen: finds small differences of rankings with little traffic.",
  },
];
/** As a plan without them is read. */
const usual = { floor: 0.05, everyHours: 24 };

/** Which kind of experiment it is, and what that kind alone needs. */
export function KindCard({ plan, isFixed }: PlanProps) {
  const { kind, spec } = plan.draft;
  if (kind === undefined) return null;
  const { floor, everyHours } = spec.bandit ?? usual;
  return (
    <Card title="Kind">
      <div className={style.form}>
        <Select
          label="Kind of experiment"
          description={kinds.find(({ value }) => value === kind)?.help}
          allowDeselect={false}
          disabled={isFixed}
          data={kinds.map(({ value, label }) => ({ value, label }))}
          value={kind}
          onChange={(value) => plan.change((draft) => ({ ...draft, kind: (value ?? "test") as PlannedKind }))}
        />
        {kind === "bandit" && (
          <>
            <PercentInput
              label="Least share of each arm"
              description="No arm falls below it, so that it goes on being measured."
              min={0.5}
              max={Math.floor(10_000 / spec.arms.length) / 100}
              disabled={isFixed}
              value={floor}
              onChange={(share) => plan.change({ bandit: { floor: share, everyHours } })}
            />
            <NumberInput
              label="Hours between changes of the split"
              description="A whole day or more keeps mornings and evenings in each reading."
              min={1}
              max={168}
              allowDecimal={false}
              disabled={isFixed}
              value={everyHours}
              onChange={(value) => {
                const hours = Number(value);
                if (Number.isInteger(hours) && hours >= 1 && hours <= 168)
                  plan.change({ bandit: { floor, everyHours: hours } });
              }}
            />
          </>
        )}
      </div>
    </Card>
  );
}
