import { Button, Skeleton } from "@mantine/core";
import { IconArrowBackUp, IconCheck, IconSitemap } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useLocation } from "wouter";
import { useMay } from "../access/use-may.ts";
import { trpc } from "../api/trpc.ts";
import { TopBar } from "../frame/top-bar.tsx";
import { Chip } from "../ui/chip.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Page } from "../ui/page.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { CallItCard } from "./call-it-card.tsx";
import style from "./endpoints.module.css";
import { KeysCard } from "./keys-card.tsx";
import { LiveCard } from "./live-card.tsx";
import { OpenApiCard } from "./open-api-card.tsx";
import { ProcessesCard } from "./processes-card.tsx";
import { RequestsCard } from "./requests-card.tsx";
import { TryItCard } from "./try-it-card.tsx";

const TrafficCharts = lazy(() => import("./traffic-charts.tsx").then((m) => ({ default: m.TrafficCharts })));

/** One endpoint: what is live where, traffic, recent requests, try-it and keys. */
export function EndpointPage({ slug }: { readonly slug: string }) {
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const mayPublish = useMay("publish");
  const [key, setKey] = useState<string>();
  const endpoint = useQuery(trpc.endpoints.get.queryOptions({ slug }, { refetchInterval: 3_000 }));
  const activate = useMutation({
    ...trpc.pipelines.activate.mutationOptions(),
    onSuccess: () => queries.invalidateQueries(trpc.endpoints.pathFilter()),
  });
  const crumbs = [{ title: "Endpoints", href: "/endpoints" }, { title: `/v1/${slug}` }];
  if (endpoint.isError && endpoint.data === undefined) {
    return (
      <Page>
        <TopBar crumbs={crumbs} />
        <ErrorNote error={endpoint.error} onRetry={() => void endpoint.refetch()} />
      </Page>
    );
  }
  const detail = endpoint.data;
  if (detail === undefined) {
    return (
      <div className={style.layout}>
        <TopBar crumbs={crumbs} />
        <Skeleton height={520} radius={10} />
        <Skeleton height={520} radius={10} />
      </div>
    );
  }
  const before = detail.versions.find(
    (version) => !version.live && version.status === "ready" && version.number < detail.version.number,
  );
  return (
    <div className={style.layout}>
      <TopBar
        heading
        crumbs={crumbs}
        beside={
          <>
            <Chip tone="ok">
              <IconCheck size={12} stroke={2} aria-hidden />
              Live
            </Chip>
            <span className={`small muted clip ${style.wideOnly}`}>
              {detail.pipelineName}, v{detail.version.number} since <RelativeTime at={detail.since} />
            </span>
          </>
        }
      >
        <Button
          leftSection={<IconSitemap size={16} stroke={1.5} />}
          onClick={() => navigate(`/pipelines/${detail.pipelineId}`)}
        >
          Open pipeline
        </Button>
        {before !== undefined && mayPublish && (
          <Button
            leftSection={<IconArrowBackUp size={16} stroke={1.5} />}
            loading={activate.isPending}
            onClick={() => activate.mutate({ versionId: before.id })}
          >
            Roll back to v{before.number}
          </Button>
        )}
      </TopBar>
      <div className={`${style.column} ${style.fills}`}>
        {activate.isError && <ErrorNote error={activate.error} />}
        <div className={style.pair}>
          <LiveCard detail={detail} />
          <ProcessesCard detail={detail} />
        </div>
        {detail.called ? (
          <>
            <Suspense fallback={<Skeleton height={170} radius={10} />}>
              <TrafficCharts slug={slug} since={detail.versions.at(-1)?.createdAt ?? detail.since} />
            </Suspense>
            <RequestsCard slug={slug} />
          </>
        ) : (
          <>
            <CallItCard detail={detail} madeKey={key} onMade={setKey} />
            <RequestsCard slug={slug} hideEmpty />
          </>
        )}
      </div>
      <div className={style.column}>
        <TryItCard detail={detail} madeKey={key} />
        <KeysCard onMade={setKey} />
        <OpenApiCard slug={slug} />
      </div>
    </div>
  );
}
