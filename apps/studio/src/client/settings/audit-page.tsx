import { Button, Select, Skeleton } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { AuditRow, Session } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { TopBar } from "../frame/top-bar.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Page } from "../ui/page.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import ui from "../ui/ui.module.css";
import style from "./audit.module.css";
import { auditKinds, auditSubject } from "./audit-kinds.ts";
import { ChainCheck } from "./chain-check.tsx";

const pageSize = 50;

/** Who did what in the workspace, when and on what, the latest first; and whether nothing of it was changed since. */
export function AuditPage({ session }: { readonly session: Session }) {
  const crumbs = [{ title: "Settings", href: "/settings" }, { title: "Audit log" }];
  return (
    <Page title="Audit log">
      <TopBar crumbs={crumbs} />
      {session.permissions.includes("operate") ? (
        <>
          <ChainCheck />
          <AuditEntries />
        </>
      ) : (
        <Card>
          <EmptyState title="Only owners and admins read the audit log">
            Ask one of them for what you are looking for, or for another role.
          </EmptyState>
        </Card>
      )}
    </Page>
  );
}

function AuditEntries() {
  const [kind, setKind] = useState<string | null>(null);
  const [actor, setActor] = useState<string | null>(null);
  const actors = useQuery(trpc.audit.actors.queryOptions());
  const entries = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(
      { limit: pageSize, ...(kind === null ? {} : { kind }), ...(actor === null ? {} : { actor }) },
      {
        initialCursor: null,
        getNextPageParam: (page) => (page.length < pageSize ? undefined : page.at(-1)?.seq),
      },
    ),
  );
  const rows = entries.data?.pages.flat();
  const clear = () => {
    setKind(null);
    setActor(null);
  };
  return (
    <Card flush>
      <search className={style.filters}>
        <Select
          label="Person"
          placeholder="Everybody"
          clearable
          data={(actors.data ?? []).map(({ id, name }) => ({ value: id, label: name ?? id }))}
          value={actor}
          onChange={setActor}
        />
        <Select label="Kind" placeholder="All" clearable data={auditKinds} value={kind} onChange={setKind} />
      </search>
      {entries.isError && <ErrorNote error={entries.error} onRetry={() => void entries.refetch()} />}
      {rows === undefined ? (
        !entries.isError && (
          <div style={{ padding: 16, display: "grid", gap: 8 }}>
            {[..."123456"].map((key) => (
              <Skeleton key={key} height={24} />
            ))}
          </div>
        )
      ) : rows.length === 0 ? (
        kind === null && actor === null ? (
          <EmptyState title="Nothing is written down yet">
            Sign-ins, people and roles, keys, publishing and what else changes the workspace stand here from now on,
            each with who did it and when.
          </EmptyState>
        ) : (
          <EmptyState title="No entry matches" actions={<Button onClick={clear}>Clear the filters</Button>}>
            Choose another person, or another kind.
          </EmptyState>
        )
      ) : (
        <>
          <div className={ui.scroll} style={{ padding: "0 8px" }} {...scrolled}>
            <table className={style.entries} aria-label="Audit log">
              <thead>
                <tr>
                  <th>Who</th>
                  <th>What</th>
                  <th>On what</th>
                  <th>When</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <AuditLine key={row.seq} row={row} />
                ))}
              </tbody>
            </table>
          </div>
          {entries.hasNextPage && (
            <div className={style.more}>
              <Button loading={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>
                Show earlier entries
              </Button>
            </div>
          )}
        </>
      )}
    </Card>
  );
}

/** On a phone the entries are wider than the page: the keyboard must reach what scrolls. */
const scrolled = { tabIndex: 0, role: "region", "aria-label": "Entries of the audit log" } as const;

function AuditLine({ row }: { readonly row: AuditRow }) {
  const { actor, via, description, at } = row;
  const details = Object.entries(row.detail).map(([name, value]) => `${name}: ${String(value)}`);
  return (
    <tr>
      <td>
        {actor === null ? <span className="muted">Nobody known</span> : (actor.name ?? <code>{actor.id}</code>)}
        {via !== "studio" && <span className="muted small"> by {via === "job" ? "a job" : "the command line"}</span>}
      </td>
      <td>{description}</td>
      <td className={style.subject}>
        {auditSubject(row)}
        {details.length > 0 && <span className="muted small">{details.join(", ")}</span>}
      </td>
      <td className={style.when}>
        <RelativeTime at={at} />
      </td>
    </tr>
  );
}
