import { Button, Progress } from "@mantine/core";
import type { ReactNode } from "react";
import { ErrorNote } from "../../../ui/error-note.tsx";
import { count } from "../../../ui/format.ts";
import style from "./logged.module.css";
import type { ReplayState } from "./use-replay-stream.ts";

/** A part of the dialog that replays logged requests: what it does, its button, its progress, and what came of it. */
export function ReplayRun<Result>({
  title,
  about,
  button,
  state,
  onStart,
  onCancel,
  children,
}: {
  readonly title: string;
  readonly about: ReactNode;
  readonly button: string;
  readonly state: ReplayState<Result>;
  readonly onStart: () => void;
  readonly onCancel: () => void;
  readonly children: (result: Result) => ReactNode;
}) {
  const isRunning = state.kind === "progress";
  return (
    <section className={style.section} aria-label={title}>
      <div className={style.head}>
        <div>
          <h3>{title}</h3>
          <p className="small muted">{about}</p>
        </div>
        {isRunning ? (
          <Button size="xs" variant="default" onClick={onCancel}>
            Cancel
          </Button>
        ) : (
          <Button size="xs" variant="default" onClick={onStart}>
            {state.kind === "idle" ? button : "Run again"}
          </Button>
        )}
      </div>
      {isRunning && (
        <div className={style.progress}>
          <span className="small muted" role="status">
            {state.total === 0
              ? "Choosing requests"
              : `${count(state.done)} of ${count(state.total)} requests answered by both`}
          </span>
          <Progress value={state.total === 0 ? 0 : (state.done / state.total) * 100} aria-label={title} />
        </div>
      )}
      {state.kind === "cancelled" && (
        <p className="small muted" role="status">
          Cancelled; nothing was stored.
        </p>
      )}
      {state.kind === "cannot" && (
        <p className={style.cannot} role="status">
          {state.reason}
        </p>
      )}
      {state.kind === "failed" && <ErrorNote error={state.error} onRetry={onStart} />}
      {state.kind === "done" && children(state.result)}
    </section>
  );
}
