import { ActionIcon, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { ExperimentSpec } from "../../../server/experiment-types.ts";
import { Card } from "../../ui/card.tsx";
import { armValue, valueText } from "../front-end/arm-value.ts";
import { ArmsActions } from "./arms-actions.tsx";
import { PercentInput } from "./percent-input.tsx";
import { removeArm, setWeight } from "./plan-draft.ts";
import type { PlanProps } from "./plan-props.ts";
import style from "./planning.module.css";

type Arm = ExperimentSpec["arms"][number];
const maxArms = 8;

/** The arms of an experiment that a front end assigns: who gets how much, and the value that says what to show. */
export function FrontEndArmsCard({ plan, isFixed }: PlanProps) {
  const { arms } = plan.draft.spec;
  const change = (next: readonly Arm[]) => plan.change({ arms: next });
  const set = (key: string, next: Partial<Arm>) =>
    change(arms.map((arm) => (arm.key === key ? { ...arm, ...next } : arm)));
  return (
    <Card title="Arms" aside={!isFixed && <ArmsActions arms={arms} max={maxArms} onChange={change} />}>
      <p className="small soft">
        The front end gets the value of a visitor’s arm and shows what belongs to it. Numbers, true, false and JSON
        arrive as such, anything else as text; visitors who take no part get the control’s value.
      </p>
      <ul className={style.arms}>
        {arms.map((arm, at) => (
          <li key={arm.key}>
            <div className={style.armFields}>
              <TextInput
                label={at === 0 ? `Control, ${arm.key}` : `Arm ${arm.key}`}
                maxLength={100}
                disabled={isFixed}
                value={arm.name}
                error={arm.name.trim() === "" ? "Give it a name." : undefined}
                onChange={(event) => set(arm.key, { name: event.currentTarget.value })}
              />
              <ValueInput arm={arm} disabled={isFixed} onChange={(value) => set(arm.key, { value })} />
              <PercentInput
                label="Share"
                disabled={isFixed}
                value={arm.weight}
                onChange={(weight) => change(setWeight(arms, arm.key, weight))}
              />
              {at > 0 && arms.length > 2 && !isFixed && (
                <ActionIcon aria-label={`Remove arm ${arm.name}`} onClick={() => change(removeArm(arms, arm.key))}>
                  <IconTrash size={16} stroke={1.5} />
                </ActionIcon>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Holds what was typed, so that `1.0` on the way to `1.05` stays what it is. */
function ValueInput({
  arm,
  disabled,
  onChange,
}: {
  readonly arm: Arm;
  readonly disabled: boolean;
  readonly onChange: (value: NonNullable<Arm["value"]>) => void;
}) {
  const stored = valueText(arm.value ?? arm.key);
  const [text, setText] = useState(stored);
  useEffect(() => setText((typed) => (valueText(armValue(typed)) === stored ? typed : stored)), [stored]);
  return (
    <TextInput
      label="Value"
      maxLength={2000}
      disabled={disabled}
      value={text}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setText(next);
        onChange(armValue(next)!);
      }}
    />
  );
}
