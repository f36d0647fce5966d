import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense } from "react";
import { Redirect, Route, Switch } from "wouter";
import { SignInPage } from "./access/sign-in-page.tsx";
import { WelcomePage } from "./access/welcome-page.tsx";
import type { Session } from "./api/outputs.ts";
import { trpc } from "./api/trpc.ts";
import { AppFrame } from "./frame/app-frame.tsx";
import { EmptyFrame } from "./frame/empty-frame.tsx";
import { NotFoundPage } from "./frame/not-found-page.tsx";
import { PageSkeleton } from "./frame/page-skeleton.tsx";
import { ShortcutsHelp } from "./frame/shortcuts-help.tsx";
import { type PageName, pagePaths } from "./page-paths.ts";
import { StartPage } from "./start/start-page.tsx";
import { ErrorNote } from "./ui/error-note.tsx";
import { Page } from "./ui/page.tsx";

const PipelinesPage = lazy(() => import("./pipelines/pipelines-page.tsx").then((m) => ({ default: m.PipelinesPage })));
const CanvasPage = lazy(() => import("./canvas/canvas-page.tsx").then((m) => ({ default: m.CanvasPage })));
const EndpointsPage = lazy(() => import("./endpoints/endpoints-page.tsx").then((m) => ({ default: m.EndpointsPage })));
const EndpointPage = lazy(() => import("./endpoints/endpoint-page.tsx").then((m) => ({ default: m.EndpointPage })));
const TracePage = lazy(() => import("./endpoints/trace-page.tsx").then((m) => ({ default: m.TracePage })));
const ExperimentsPage = lazy(() =>
  import("./experiments/experiments-page.tsx").then((m) => ({ default: m.ExperimentsPage })),
);
const ExperimentPage = lazy(() =>
  import("./experiments/experiment-page.tsx").then((m) => ({ default: m.ExperimentPage })),
);
const MetricsPage = lazy(() =>
  import("./experiments/metrics/metrics-page.tsx").then((m) => ({ default: m.MetricsPage })),
);
const StatisticsPage = lazy(() =>
  import("./experiments/statistics/statistics-page.tsx").then((m) => ({ default: m.StatisticsPage })),
);
const ValuePage = lazy(() => import("./value/value-page.tsx").then((m) => ({ default: m.ValuePage })));
const HealthPage = lazy(() => import("./health/health-page.tsx").then((m) => ({ default: m.HealthPage })));
const AlertPage = lazy(() => import("./health/alert-page.tsx").then((m) => ({ default: m.AlertPage })));
const SubjectPage = lazy(() => import("./health/subject-page.tsx").then((m) => ({ default: m.SubjectPage })));
const RunsPage = lazy(() => import("./runs/runs-page.tsx").then((m) => ({ default: m.RunsPage })));
const CollectionsPage = lazy(() =>
  import("./collections/collections-page.tsx").then((m) => ({ default: m.CollectionsPage })),
);
const CataloguePage = lazy(() => import("./catalogue/catalogue-page.tsx").then((m) => ({ default: m.CataloguePage })));
const JobsPage = lazy(() => import("./jobs/jobs-page.tsx").then((m) => ({ default: m.JobsPage })));
const AuditPage = lazy(() => import("./settings/audit-page.tsx").then((m) => ({ default: m.AuditPage })));
const SettingsPage = lazy(() => import("./settings/settings-page.tsx").then((m) => ({ default: m.SettingsPage })));

/** The whole studio: sign-in before a session, the framed pages behind it. */
export function App() {
  const session = useQuery(trpc.session.queryOptions(undefined, { staleTime: 60_000 }));
  if (session.isPending) return <EmptyFrame />;
  if (session.isError) {
    return (
      <Page>
        <ErrorNote error={session.error} onRetry={() => void session.refetch()} />
      </Page>
    );
  }
  return (
    <Switch>
      <Route path="/welcome">
        <WelcomePage />
      </Route>
      <Route path="/sign-in">{session.data === null ? <SignInPage /> : <Redirect to="/" replace />}</Route>
      <Route>
        {session.data === null ? (
          <SignInPage />
        ) : (
          <ShortcutsHelp>
            <AppFrame session={session.data}>
              <Suspense fallback={<PageSkeleton />}>
                <Switch>
                  {Object.entries(screens(session.data)).map(([name, screen]) => (
                    <Route key={name} path={pagePaths[name as PageName]}>
                      {screen}
                    </Route>
                  ))}
                  <Route>
                    <NotFoundPage />
                  </Route>
                </Switch>
              </Suspense>
            </AppFrame>
          </ShortcutsHelp>
        )}
      </Route>
    </Switch>
  );
}

/** What stands at each path; a page without a path, or a path without a page, does not compile. */
function screens(session: Session): {
  readonly [P in PageName]: ReactNode | ((params: { readonly [name: string]: string | undefined }) => ReactNode);
} {
  return {
    start: <StartPage workspaceName={session.workspaceName} />,
    pipelines: <PipelinesPage />,
    canvas: ({ id = "" }) => <CanvasPage key={id} pipelineId={id} />,
    endpoints: <EndpointsPage />,
    endpoint: ({ slug = "" }) => <EndpointPage key={slug} slug={slug} />,
    experiments: <ExperimentsPage />,
    metrics: <MetricsPage />,
    statistics: <StatisticsPage />,
    experiment: ({ id = "" }) => <ExperimentPage key={id} id={id} />,
    value: <ValuePage />,
    health: <HealthPage />,
    alert: ({ id = "" }) => <AlertPage key={id} id={id} />,
    subject: ({ kind = "", name = "" }) => <SubjectPage key={`${kind} ${name}`} kind={kind} name={name} />,
    runs: <RunsPage />,
    trace: ({ id = "" }) => <TracePage key={id} decisionId={id} />,
    catalogue: <CataloguePage />,
    collections: <CollectionsPage />,
    jobs: ({ id }) => <JobsPage jobId={id} />,
    settings: <SettingsPage session={session} />,
    audit: <AuditPage session={session} />,
  };
}
