import type { Mend } from "@aisle/runtime/compile/problem";
import { Button } from "@mantine/core";
import { MendButton } from "../mend/mend-button.tsx";
import type { Refused } from "../session/canvas-view.ts";
import style from "./wire.module.css";

/** Why a wire is refused, with its mends as buttons. */
export function RefusalCard({
  reason,
  mends,
  refused,
  onDone,
  extra,
}: {
  readonly reason: string;
  readonly mends: readonly Mend[];
  /** The wire, where the graph does not hold it. */
  readonly refused?: Refused;
  readonly onDone: () => void;
  readonly extra?: { readonly title: string; readonly run: () => void } | undefined;
}) {
  const wide = {
    root: { height: "auto", minHeight: 28, paddingTop: 4, paddingBottom: 4 },
    label: { whiteSpace: "normal", textAlign: "left" },
  } as const;
  return (
    <div className={style.refusal} role="alertdialog" aria-label="This wire is refused">
      <p>{reason}</p>
      <div className={style.mends}>
        {mends.map((mend, at) => (
          <MendButton
            key={mend.title}
            mend={mend}
            {...(refused === undefined ? {} : { refused })}
            variant={at === 0 ? "filled" : "default"}
            styles={wide}
            onMade={onDone}
          />
        ))}
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
