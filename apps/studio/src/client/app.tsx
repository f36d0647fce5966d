import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { Redirect, Route, Switch } from "wouter";
import { SignInPage } from "./access/sign-in-page.tsx";
import { WelcomePage } from "./access/welcome-page.tsx";
import { trpc } from "./api/trpc.ts";
import { AppFrame } from "./frame/app-frame.tsx";
import { NotFoundPage } from "./frame/not-found-page.tsx";
import { PageSkeleton } from "./frame/page-skeleton.tsx";
import { ShortcutsHelp } from "./frame/shortcuts-help.tsx";
import { StartPage } from "./start/start-page.tsx";
import { ErrorNote } from "./ui/error-note.tsx";
import { Page } from "./ui/page.tsx";

const PipelinesPage = lazy(() => import("./pipelines/pipelines-page.tsx").then((m) => ({ default: m.PipelinesPage })));
const CanvasPage = lazy(() => import("./canvas/canvas-page.tsx").then((m) => ({ default: m.CanvasPage })));
const EndpointsPage = lazy(() => import("./endpoints/endpoints-page.tsx").then((m) => ({ default: m.EndpointsPage })));
const EndpointPage = lazy(() => import("./endpoints/endpoint-page.tsx").then((m) => ({ default: m.EndpointPage })));
const TracePage = lazy(() => import("./endpoints/trace-page.tsx").then((m) => ({ default: m.TracePage })));
const CataloguePage = lazy(() => import("./catalogue/catalogue-page.tsx").then((m) => ({ default: m.CataloguePage })));
const JobsPage = lazy(() => import("./jobs/jobs-page.tsx").then((m) => ({ default: m.JobsPage })));
const SettingsPage = lazy(() => import("./settings/settings-page.tsx").then((m) => ({ default: m.SettingsPage })));

/** The whole studio: sign-in before a session, the framed pages behind it. */
export function App() {
  const session = useQuery(trpc.session.queryOptions(undefined, { staleTime: 60_000 }));
  if (session.isPending) return null;
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
                  <Route path="/">
                    <StartPage workspaceName={session.data.workspaceName} />
                  </Route>
                  <Route path="/pipelines">
                    <PipelinesPage />
                  </Route>
                  <Route path="/pipelines/:id">{({ id }) => <CanvasPage key={id} pipelineId={id} />}</Route>
                  <Route path="/endpoints">
                    <EndpointsPage />
                  </Route>
                  <Route path="/endpoints/:slug">{({ slug }) => <EndpointPage key={slug} slug={slug} />}</Route>
                  <Route path="/traces/:id">{({ id }) => <TracePage key={id} decisionId={id} />}</Route>
                  <Route path="/catalogue">
                    <CataloguePage />
                  </Route>
                  <Route path="/jobs/:id?">{({ id }) => <JobsPage jobId={id} />}</Route>
                  <Route path="/settings">
                    <SettingsPage session={session.data} />
                  </Route>
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
