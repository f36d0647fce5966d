import type { Mend, ProblemCode } from "@aisle/runtime/compile/problem";
import { Button } from "@mantine/core";
import { useLocation } from "wouter";
import { useCanvas } from "../session/canvas-model.ts";
import style from "./wire.module.css";

/** Why a wire is refused, with its mends as buttons. */
export function RefusalCard({
  reason,
  code,
  mends,
  onDone,
  extra,
}: {
  readonly reason: string;
  readonly code: ProblemCode;
  readonly mends: readonly Mend[];
  readonly onDone: () => void;
  readonly extra?: { readonly title: string; readonly run: () => void } | undefined;
}) {
  const model = useCanvas();
  const [, navigate] = useLocation();
  const wide = {
    root: { height: "auto", minHeight: 28, paddingTop: 4, paddingBottom: 4 },
    label: { whiteSpace: "normal", textAlign: "left" },
  } as const;
  return (
    <div className={style.refusal} role="alertdialog" aria-label="This wire is refused">
      <p>{reason}</p>
      <div className={style.mends}>
        {mends.map((mend, at) => (
          <Button
            key={mend.title}
            size="xs"
            variant={at === 0 ? "filled" : "default"}
            styles={wide}
            onClick={() => {
              model.change({ do: "batch", title: mend.title, edits: mend.edits });
              onDone();
            }}
          >
            {mend.title}
          </Button>
        ))}
        {code === "embedder-mismatch" && (
          <Button size="xs" styles={wide} onClick={() => navigate("/collections")}>
            Rebuild the collection
          </Button>
        )}
        {extra !== undefined && (
          <Button
            size="xs"
            onClick={() => {
              extra.run();
              onDone();
            }}
          >
            {extra.title}
          </Button>
        )}
        <Button size="xs" variant="subtle" onClick={onDone}>
          Close
        </Button>
      </div>
    </div>
  );
}
