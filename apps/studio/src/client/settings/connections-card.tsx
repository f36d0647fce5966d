import { Button, Menu, Skeleton } from "@mantine/core";
import { IconDots, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ConnectionKindRow, ConnectionSummary } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { Card } from "../ui/card.tsx";
import { Chip } from "../ui/chip.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { ConnectionDialog, type EditedConnection } from "./connection-dialog.tsx";
import { DeadDeliveries } from "./dead-deliveries.tsx";
import style from "./people.module.css";

/** Connections to other systems: added, changed, tested and deleted by those who may. */
export function ConnectionsCard() {
  const queries = useQueryClient();
  const kinds = useQuery(trpc.connections.kinds.queryOptions());
  const list = useQuery(trpc.connections.list.queryOptions());
  const [edited, setEdited] = useState<EditedConnection>();
  const reload = () => queries.invalidateQueries(trpc.connections.list.queryFilter());
  const remove = useMutation(trpc.connections.remove.mutationOptions({ onSettled: reload }));
  const error = list.error ?? kinds.error;
  const isLoading = (list.data === undefined || kinds.data === undefined) && error === null;
  const add = (
    <Menu>
      <Menu.Target>
        <Button leftSection={<IconPlus size={16} stroke={1.5} />} disabled={kinds.data === undefined}>
          Add a connection
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kinds.data?.map((kind) => (
          <Menu.Item key={kind.kind} onClick={() => setEdited({ kind })}>
            {kind.title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
  return (
    <Card title="Connections" aside={list.data !== undefined && list.data.length > 0 && add}>
      {error !== null && <ErrorNote error={error} onRetry={() => void list.refetch()} />}
      {isLoading && <Skeleton height={64} />}
      {list.data?.length === 0 && (
        <EmptyState title="No connections yet" actions={add}>
          Connect a mail server, a chat or a server of yours, and Aisle can notify people there of what happened.
        </EmptyState>
      )}
      {list.data !== undefined && kinds.data !== undefined && list.data.length > 0 && (
        <ul className={style.list} aria-label="Connections">
          {list.data.map((connection) => (
            <Connection
              key={connection.name}
              connection={connection}
              kind={kinds.data.find(({ kind }) => kind === connection.kind)}
              onEdit={(kind) => setEdited({ kind, connection })}
              onRemove={() => remove.mutate({ name: connection.name })}
              onTested={reload}
            />
          ))}
        </ul>
      )}
      {remove.error !== null && <ErrorNote error={remove.error} />}
      <DeadDeliveries />
      <ConnectionDialog
        key={edited === undefined ? "" : `${edited.kind.kind}/${edited.connection?.name ?? ""}`}
        edited={edited}
        onClose={() => setEdited(undefined)}
        onSaved={() => {
          setEdited(undefined);
          void reload();
        }}
      />
    </Card>
  );
}

function Connection({
  connection: { name, kind, notify, tested },
  kind: row,
  onEdit,
  onRemove,
  onTested,
}: {
  readonly connection: ConnectionSummary;
  readonly kind: ConnectionKindRow | undefined;
  readonly onEdit: (kind: ConnectionKindRow) => void;
  readonly onRemove: () => void;
  readonly onTested: () => void;
}) {
  const test = useMutation(trpc.connections.test.mutationOptions({ onSettled: onTested }));
  return (
    <li className={style.member}>
      <span className="grow">
        <span className="row" style={{ gap: 8 }}>
          <b className="clip">{name}</b>
          <Chip>{row?.title ?? kind}</Chip>
          {notify && <Chip tone="accent">notifications</Chip>}
        </span>
        <span className="muted small" role="status">
          {test.isPending ? (
            "Testing …"
          ) : tested === null ? (
            "Not tested"
          ) : (
            <>
              {tested.ok ? "Works: " : "Failed: "}
              {tested.message} <RelativeTime at={tested.at} />
            </>
          )}
          {test.data?.help != null && ` ${test.data.help}`}
        </span>
      </span>
      {test.error !== null && <ErrorNote error={test.error} />}
      <Button size="xs" loading={test.isPending} aria-label={`Test ${name}`} onClick={() => test.mutate({ name })}>
        Test
      </Button>
      <Menu>
        <Menu.Target>
          <Button px={8} variant="subtle" color="gray" aria-label={`More for ${name}`}>
            <IconDots size={16} stroke={1.5} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {row !== undefined && <Menu.Item onClick={() => onEdit(row)}>Change</Menu.Item>}
          <Menu.Item color="red" onClick={onRemove}>
            Delete, with its secrets
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
