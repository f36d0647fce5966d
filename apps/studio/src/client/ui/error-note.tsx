import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { describeError } from "../api/describe-error.ts";
import style from "./ui.module.css";

/** An error where it happened: what failed, what to do next, and one action. */
export function ErrorNote({
  error,
  onRetry,
}: {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
}) {
  const message = describeError(error);
  return (
    <div className={style.note} role="alert">
      <IconAlertTriangle size={16} stroke={1.5} aria-hidden />
      <div className="grow">
        <p>{message.message}</p>
        {message.help !== null && <p>{message.help}</p>}
      </div>
      {onRetry !== undefined && (
        <Button size="xs" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}
