import { Skeleton } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { trpc } from "../api/trpc.ts";
import { TopBar } from "../frame/top-bar.tsx";
import { Card } from "../ui/card.tsx";
import { Chip } from "../ui/chip.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { count, milliseconds, percent } from "../ui/format.ts";
import { Page } from "../ui/page.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import ui from "../ui/ui.module.css";
import { KeysCard } from "./keys-card.tsx";
import { NothingLive } from "./nothing-live.tsx";

/** Every live endpoint, and the keys. */
export function EndpointsPage() {
  const endpoints = useQuery(trpc.endpoints.list.queryOptions(undefined, { refetchInterval: 5_000 }));
  return (
    <Page title="Endpoints">
      <TopBar crumbs={[{ title: "Endpoints" }]} />
      {endpoints.isError && <ErrorNote error={endpoints.error} onRetry={() => void endpoints.refetch()} />}
      <Card flush>
        {endpoints.data === undefined ? (
          <div style={{ padding: 16, display: "grid", gap: 8 }}>
            <Skeleton height={24} />
            <Skeleton height={24} />
          </div>
        ) : endpoints.data.length === 0 ? (
          <NothingLive />
        ) : (
          <div className={ui.scroll} style={{ padding: 8 }}>
            <table>
              <thead>
                <tr>
                  <th>Endpoint</th>
                  <th>Pipeline</th>
                  <th>Version</th>
                  <th>Since</th>
                  <th className="right">Requests, 1 h</th>
                  <th className="right">p99, ms</th>
                  <th className="right">Errors</th>
                </tr>
              </thead>
              <tbody>
                {endpoints.data.map((endpoint) => (
                  <tr key={endpoint.slug}>
                    <td style={{ fontWeight: 500 }}>
                      <Link href={`/endpoints/${endpoint.slug}`}>/v1/{endpoint.slug}</Link>
                    </td>
                    <td>
                      <Link href={`/pipelines/${endpoint.pipelineId}`} style={{ color: "var(--ink)" }}>
                        {endpoint.pipelineName}
                      </Link>
                    </td>
                    <td>
                      <Chip tone="ok">
                        <IconCheck size={12} stroke={2} aria-hidden />v{endpoint.version.number}
                      </Chip>
                    </td>
                    <td className="muted">
                      <RelativeTime at={endpoint.since} />
                    </td>
                    <td className="right">{count(endpoint.requests)}</td>
                    <td className="right">{endpoint.p99Ms === null ? "–" : milliseconds(endpoint.p99Ms)}</td>
                    <td className="right">{endpoint.errorShare === null ? "–" : percent(endpoint.errorShare)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Card>
      <div style={{ maxWidth: 560 }}>
        <KeysCard />
      </div>
    </Page>
  );
}
