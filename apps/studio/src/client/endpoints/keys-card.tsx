import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconKey, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Allowed } from "../access/allowed.tsx";
import { useMay } from "../access/use-may.ts";
import { trpc } from "../api/trpc.ts";
import { Card } from "../ui/card.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import style from "./endpoints.module.css";
import { NewKeyDialog } from "./new-key-dialog.tsx";

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
      <NewKeyDialog opened={making} onMade={onMade} onClose={() => setMaking(false)} />
    </Card>
  );
}
