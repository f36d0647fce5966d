import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../api/trpc.ts";
import { Card } from "../ui/card.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { count } from "../ui/format.ts";
import style from "./audit.module.css";

/** Reads the whole chain on request, and says that it is intact or where it breaks. */
export function ChainCheck() {
  const check = useQuery(trpc.audit.verify.queryOptions({}, { enabled: false, gcTime: 0, retry: false }));
  const result = check.data;
  return (
    <Card
      title="Is it whole?"
      aside={
        <Button loading={check.isFetching} onClick={() => void check.refetch()}>
          Verify the chain
        </Button>
      }
    >
      <p className="muted small">
        Entries are only ever added. Each carries a hash over the one before it, so that a changed or missing entry
        shows.
      </p>
      <div role="status">
        {result?.ok === true && (
          <>
            <p className="ok row">
              <IconCheck size={16} stroke={1.75} aria-hidden />
              Intact: {count(result.entries)} {result.entries === 1 ? "entry" : "entries"}
            </p>
            <p className="muted small">
              Its end, to note elsewhere: <code className={style.head}>{result.head}</code>
            </p>
          </>
        )}
        {result?.ok === false && (
          <p className="bad row">
            <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
            Broken after {count(result.entries)} good {result.entries === 1 ? "entry" : "entries"}: {result.problem}.
            Restore a backup from before, or ask who has access to the database.
          </p>
        )}
      </div>
      {check.isError && <ErrorNote error={check.error} onRetry={() => void check.refetch()} />}
    </Card>
  );
}
