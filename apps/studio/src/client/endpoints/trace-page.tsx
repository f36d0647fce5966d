import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { trpc } from "../api/trpc.ts";
import { TopBar } from "../frame/top-bar.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Page } from "../ui/page.tsx";
import { TraceDetails } from "./trace-details.tsx";

/** One decision: what was asked, what was answered, what every step did and how long it took. */
export function TracePage({ decisionId }: { readonly decisionId: string }) {
  const query = useQuery(trpc.endpoints.trace.queryOptions({ decisionId }));
  const trace = query.data;
  const crumbs =
    trace === undefined
      ? [{ title: "Endpoints", href: "/endpoints" }, { title: decisionId }]
      : [
          { title: "Endpoints", href: "/endpoints" },
          { title: `/v1/${trace.slug}`, href: `/endpoints/${trace.slug}` },
          { title: decisionId.slice(0, 18) },
        ];
  return (
    <Page>
      <TopBar heading crumbs={crumbs}>
        {trace !== undefined && <Link href={`/pipelines/${trace.pipelineId}`}>Open pipeline</Link>}
      </TopBar>
      {query.isError && <ErrorNote error={query.error} onRetry={() => void query.refetch()} />}
      {trace === undefined && !query.isError && <Skeleton height={320} radius={10} />}
      {trace !== undefined && <TraceDetails trace={trace} />}
    </Page>
  );
}
