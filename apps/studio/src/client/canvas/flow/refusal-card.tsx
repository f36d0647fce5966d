import type { QuickFix } from "@aisle/runtime/compile/problem";
import { Button } from "@mantine/core";
import { QuickFixButton } from "../quick-fix/quick-fix-button.tsx";
import type { Refused } from "../session/canvas-view.ts";
import style from "./wire.module.css";

/** Why a wire is refused, with its quick fixes as buttons. */
export function RefusalCard({
  reason,
  quickFixes,
  refused,
  onDone,
  extra,
}: {
  readonly reason: string;
  readonly quickFixes: readonly QuickFix[];
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
      <div className={style.quickFixes}>
        {quickFixes.map((quickFix, at) => (
          <QuickFixButton
            key={quickFix.title}
            quickFix={quickFix}
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
