import { Button } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import type { ExperimentDetail } from "../../../server/experiment-types.ts";
import { Card } from "../../ui/card.tsx";
import { percent } from "../../ui/format.ts";
import { valueText } from "../front-end/arm-value.ts";
import { ChangeDialog } from "./change-dialog.tsx";
import style from "./readout.module.css";

/** What differs between the arms, in words, and the question that they answer. */
export function ArmsSummary({ detail }: { readonly detail: ExperimentDetail }) {
  const now = detail.weights.at(-1)?.weights;
  const [changing, setChanging] = useState(false);
  return (
    <Card
      title="Arms"
      aside={
        detail.can.edit && (
          <Button
            size="xs"
            aria-label="Change name, hypothesis, days, segments or metrics"
            onClick={() => setChanging(true)}
          >
            Change
          </Button>
        )
      }
    >
      {changing && <ChangeDialog detail={detail} onClose={() => setChanging(false)} />}
      {detail.spec.hypothesis !== "" && <p className={`small soft ${style.hypothesis}`}>{detail.spec.hypothesis}</p>}
      <ul className={style.armList}>
        {detail.arms.map((arm, at) => (
          <li key={arm.key}>
            <p className="row">
              <b className="grow">{arm.name}</b>
              <span className="num muted">
                {percent(now?.[arm.key] ?? arm.weight)}
                {now !== undefined && " now"}
              </span>
            </p>
            <p className="small soft">
              {detail.kind === "external" ? (
                <>
                  Value <code>{valueText(arm.value ?? arm.key)}</code>
                </>
              ) : arm.changes.length > 0 ? (
                arm.changes.join("; ")
              ) : at === 0 ? (
                detail.versionNumber === null ? (
                  "The control."
                ) : (
                  `The control: version ${detail.versionNumber} as it is.`
                )
              ) : (
                "No edits."
              )}
            </p>
          </li>
        ))}
      </ul>
      {detail.pipeline !== null && (
        <p className="small">
          <Link href={`/pipelines/${detail.pipeline.id}`}>Open {detail.pipeline.name} on the canvas</Link>
        </p>
      )}
    </Card>
  );
}
