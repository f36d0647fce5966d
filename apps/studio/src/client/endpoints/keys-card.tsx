import { ActionIcon, Button, CopyButton, Modal, SegmentedControl, TextInput, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy, IconKey, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Allowed } from "../access/allowed.tsx";
import { useMay } from "../access/use-may.ts";
import { trpc } from "../api/trpc.ts";
import { Card } from "../ui/card.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import style from "./endpoints.module.css";

/** API keys: each is shown in full once, when it is made. */
export function KeysCard({ onMade }: { readonly onMade?: (key: string) => void }) {
  const queries = useQueryClient();
  const keys = useQuery(trpc.keys.list.queryOptions());
  const mayMake = useMay("keys");
  const [making, setMaking] = useState(false);
  const revoke = useMutation({
    ...trpc.keys.revoke.mutationOptions(),
    onSuccess: () => queries.invalidateQueries(trpc.keys.pathFilter()),
  });
  return (
    <Card
      title="Keys"
      aside={
        <Allowed to="keys">
          <Button size="xs" variant="subtle" onClick={() => setMaking(true)}>
            New key
          </Button>
        </Allowed>
      }
    >
      {keys.isError && <ErrorNote error={keys.error} onRetry={() => void keys.refetch()} />}
      {revoke.isError && <ErrorNote error={revoke.error} />}
      {keys.data?.length === 0 && (
        <p className="muted small">
          No keys yet. Every call of an endpoint needs one, and so does sending events.
          {!mayMake && " Owners, admins and developers make them."}
        </p>
      )}
      <table>
        <tbody>
          {keys.data?.map((key) => (
            <tr key={key.id}>
              <td className={style.keyName}>
                <span className="row">
                  <IconKey size={14} stroke={1.5} aria-hidden />
                  <span className="clip" title={key.name}>
                    {key.name}
                  </span>
                </span>
                <span className="muted small clip">
                  {key.kind === "write" ? "Sends events" : "Calls endpoints"},{" "}
                  {key.lastUsedAt === null ? (
                    "not used yet"
                  ) : (
                    <>
                      used <RelativeTime at={key.lastUsedAt} />
                    </>
                  )}
                </span>
              </td>
              <td className="muted">
                {key.prefix}…{key.last4}
              </td>
              <td className="right" style={{ width: 36 }}>
                <Allowed to="keys">
                  <Tooltip label="Revoke: calls with it fail from now on">
                    <ActionIcon
                      size="xs"
                      aria-label={`Revoke ${key.name}`}
                      onClick={() => revoke.mutate({ keyId: key.id })}
                    >
                      <IconTrash size={14} stroke={1.5} />
                    </ActionIcon>
                  </Tooltip>
                </Allowed>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Modal opened={making} onClose={() => setMaking(false)} title="New key">
        {making && <NewKey onMade={onMade} onClose={() => setMaking(false)} />}
      </Modal>
    </Card>
  );
}

function NewKey({
  onMade,
  onClose,
}: {
  readonly onMade: ((key: string) => void) | undefined;
  readonly onClose: () => void;
}) {
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [kind, setKind] = useState<"endpoint" | "write">("endpoint");
  const create = useMutation({
    ...trpc.keys.create.mutationOptions(),
    onSuccess: async ({ key, row }) => {
      if (row.kind === "endpoint") onMade?.(key);
      await queries.invalidateQueries(trpc.keys.pathFilter());
    },
  });
  if (create.data !== undefined) {
    const { key } = create.data;
    return (
      <>
        <p>Copy it now: it is not shown again. Aisle keeps only its hash.</p>
        <pre className={style.code} style={{ margin: "12px 0" }}>
          {key}
        </pre>
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <CopyButton value={key}>
            {({ copied, copy }) => (
              <Button
                onClick={copy}
                leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
              >
                {copied ? "Copied" : "Copy"}
              </Button>
            )}
          </CopyButton>
          <Button variant="filled" onClick={onClose}>
            I have it
          </Button>
        </div>
      </>
    );
  }
  return (
    <form
      style={{ display: "flex", flexDirection: "column", gap: 12 }}
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ kind, name });
      }}
    >
      <TextInput
        data-autofocus
        label="Name"
        placeholder="who will use it, for example web-storefront"
        required
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <SegmentedControl
        aria-label="What the key may do"
        value={kind}
        onChange={(value) => setKind(value as "endpoint" | "write")}
        data={[
          { value: "endpoint", label: "Call endpoints" },
          { value: "write", label: "Send events" },
        ]}
      />
      {create.isError && <ErrorNote error={create.error} />}
      <div className="row" style={{ justifyContent: "flex-end" }}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled" loading={create.isPending}>
          Make the key
        </Button>
      </div>
    </form>
  );
}
