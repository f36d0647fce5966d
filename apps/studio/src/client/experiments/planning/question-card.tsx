import { Textarea, TextInput } from "@mantine/core";
import { Card } from "../../ui/card.tsx";
import style from "../experiments.module.css";
import type { PlanProps } from "./plan-props.ts";

/** What is asked: a name to find it by, and what is expected and why. */
export function QuestionCard({ plan, isFixed }: PlanProps) {
  const { name, spec } = plan.draft;
  return (
    <Card title="Question">
      <div className={style.form}>
        <TextInput
          label="Name"
          maxLength={120}
          disabled={isFixed}
          value={name}
          error={name.trim() === "" ? "Give it a name." : undefined}
          onChange={(event) => {
            const next = event.currentTarget.value;
            plan.change((draft) => ({ ...draft, name: next }));
          }}
        />
        <Textarea
          label="Hypothesis"
          placeholder="More weight on margin earns more per session, and shoppers click as often."
          description="What you expect, for whom, and why: it stands on the readout and keeps the question from moving."
          autosize
          minRows={2}
          maxRows={8}
          maxLength={2000}
          disabled={isFixed}
          value={spec.hypothesis}
          onChange={(event) => plan.change({ hypothesis: event.currentTarget.value })}
        />
      </div>
    </Card>
  );
}
