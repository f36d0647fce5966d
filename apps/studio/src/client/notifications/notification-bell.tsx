import { Button, Popover, VisuallyHidden } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Link } from "wouter";
import type { NotificationRow } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import style from "./notifications.module.css";

const everyMs = 30_000;

/** What the person was notified of: a bell with the number of unread ones, and the list below it. */
export function NotificationBell() {
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const list = useQuery(trpc.notifications.list.queryOptions(undefined, { refetchInterval: everyMs }));
  const reload = () => queries.invalidateQueries(trpc.notifications.list.queryFilter());
  const markRead = useMutation(trpc.notifications.markRead.mutationOptions({ onSettled: reload }));
  const readAll = useRef<HTMLButtonElement>(null);
  const unread = list.data?.unread ?? 0;
  const label = unread === 0 ? "Notifications" : `Notifications, ${unread} unread`;
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={360} trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={style.bell} aria-label={label} title={label} onClick={() => setOpen(!isOpen)}>
          <IconBell size={18} stroke={1.5} aria-hidden />
          {unread > 0 && <span className={style.count}>{unread > 99 ? "99+" : unread}</span>}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={style.drop ?? ""} aria-label="Notifications">
        <header className={style.head}>
          <h2 className="grow">Notifications</h2>
          <Button
            ref={readAll}
            size="xs"
            variant="subtle"
            {...(unread === 0 ? { "data-disabled": true, "aria-disabled": true } : {})}
            onClick={() => unread > 0 && markRead.mutate({})}
          >
            Mark all as read
          </Button>
        </header>
        {list.isError && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
        {list.data?.items.length === 0 && (
          <p className="muted">
            Nothing yet. A publish or an import that fails, and anything that is wrong, shows here.
          </p>
        )}
        <ul className={style.list} aria-label="Notifications">
          {list.data?.items.map((row) => (
            <Notification
              key={row.id}
              row={row}
              onRead={() => {
                if (row.read) return;
                markRead.mutate({ id: row.id });
                // The button that was pressed goes: the keyboard's place must not go with it.
                readAll.current?.focus();
              }}
              onClose={() => setOpen(false)}
            />
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}

function Notification({
  row: { title, text, path, at, read },
  onRead,
  onClose,
}: {
  readonly row: NotificationRow;
  readonly onRead: () => void;
  readonly onClose: () => void;
}) {
  return (
    <li className={style.item}>
      <span className={read ? "" : style.unread}>
        {!read && <VisuallyHidden>Unread: </VisuallyHidden>}
        {title}
      </span>
      <span className="muted small">{text}</span>
      <span className="row small" style={{ gap: 12 }}>
        <span className="muted grow">
          <RelativeTime at={at} />
        </span>
        {path !== null && (
          <Link
            href={path}
            onClick={() => {
              onRead();
              onClose();
            }}
          >
            Open
          </Link>
        )}
        {!read && (
          <Button size="compact-xs" variant="subtle" aria-label={`Mark as read: ${title}`} onClick={onRead}>
            Mark as read
          </Button>
        )}
      </span>
    </li>
  );
}
