import { ActionIcon, Button, CopyButton, TextInput } from "@mantine/core";
import { IconCheck, IconCopy, IconKey } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ExperimentDetail, ExperimentSpec } from "../../../server/experiment-types.ts";
import { useMay } from "../../access/use-may.ts";
import { trpc } from "../../api/trpc.ts";
import { NewKeyDialog } from "../../endpoints/new-key-dialog.tsx";
import { Card } from "../../ui/card.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { ScrollBox } from "../../ui/scroll-box.tsx";
import style from "../experiments.module.css";
import { frontEndSnippet } from "./front-end-snippet.ts";

/** How a shop's front end runs the experiment: the client key, where the payload lies, and a snippet that works as it stands. */
export function FrontEndCard({
  detail,
  spec = detail.spec,
  arms = detail.arms,
}: {
  readonly detail: Pick<ExperimentDetail, "key" | "spec" | "arms" | "state">;
  /** As they are edited now. */
  readonly spec?: Pick<ExperimentSpec, "unit">;
  readonly arms?: ExperimentSpec["arms"];
}) {
  const mayMake = useMay("keys");
  const client = useQuery(trpc.experiments.clientKey.queryOptions(undefined, { staleTime: 300_000 }));
  const [making, setMaking] = useState(false);
  const [writeKey, setWriteKey] = useState<string>();
  if (client.data === undefined)
    return client.isError ? (
      <Card title="In the front end">
        <ErrorNote error={client.error} onRetry={() => void client.refetch()} />
      </Card>
    ) : null;
  const { clientKey, url } = client.data;
  const snippet = frontEndSnippet({ key: detail.key, spec, arms }, client.data, writeKey);
  return (
    <Card title="In the front end">
      <div className={style.form}>
        <p className="small soft">
          GrowthBook’s SDK assigns visitors in the browser, unchanged, and each exposure comes back as an event.
          {detail.state === "draft" && " The payload holds the experiment half a minute after it started, at most."}
        </p>
        <CopiedField label="Key of the feature" value={detail.key} />
        <CopiedField label="Client key" description="Names the workspace; it is no secret." value={clientKey} />
        <CopiedField label="Address of the payload" value={url} />
        <div>
          <ScrollBox className={style.snippet} label="Snippet for the front end">
            <pre>{snippet}</pre>
          </ScrollBox>
          <div className={style.snippetActions}>
            <CopyButton value={snippet}>
              {({ copied, copy }) => (
                <Button
                  onClick={copy}
                  leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
                >
                  {copied ? "Copied the snippet" : "Copy the snippet"}
                </Button>
              )}
            </CopyButton>
            {mayMake && (
              <Button leftSection={<IconKey size={14} stroke={1.75} aria-hidden />} onClick={() => setMaking(true)}>
                Make a write key
              </Button>
            )}
          </div>
          <p className="small soft">
            {writeKey !== undefined
              ? "The key that you just made stands in the snippet. It is not shown again once you leave this page."
              : mayMake
                ? "Events carry a write key, which may do nothing but send events: one that you make is put into the snippet."
                : "Events carry a write key, which may do nothing but send events. Owners, admins and developers make one."}
          </p>
        </div>
      </div>
      <NewKeyDialog kind="write" opened={making} onMade={setWriteKey} onClose={() => setMaking(false)} />
    </Card>
  );
}

/** A text to take along, with a button that copies it. */
function CopiedField({
  label,
  description,
  value,
}: {
  readonly label: string;
  readonly description?: string;
  readonly value: string;
}) {
  return (
    <TextInput
      readOnly
      label={label}
      description={description}
      value={value}
      classNames={{ input: style.copied! }}
      onFocus={(event) => event.currentTarget.select()}
      rightSection={
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <ActionIcon aria-label={copied ? `Copied: ${label}` : `Copy: ${label}`} onClick={copy}>
              {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            </ActionIcon>
          )}
        </CopyButton>
      }
    />
  );
}
