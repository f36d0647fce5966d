import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { trpc } from "../api/trpc.ts";
import { TopBar } from "../frame/top-bar.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Page } from "../ui/page.tsx";
import ui from "../ui/ui.module.css";
import { JobDetails } from "./job-details.tsx";
import { JobLine } from "./job-row.tsx";

/** Work in the background: what runs, how far it is, how it ended. */
export function JobsPage({ jobId }: { readonly jobId: string | undefined }) {
  const jobs = useQuery(trpc.jobs.list.queryOptions(undefined, { refetchInterval: 2_000 }));
  return (
    <Page title="Jobs">
      <TopBar
        crumbs={jobId === undefined ? [{ title: "Jobs" }] : [{ title: "Jobs", href: "/jobs" }, { title: "Job" }]}
      />
      {jobId !== undefined && <JobDetails jobId={jobId} />}
      {jobs.isError && <ErrorNote error={jobs.error} onRetry={() => void jobs.refetch()} />}
      <Card flush>
        {jobs.data === undefined ? (
          <div style={{ padding: 16, display: "grid", gap: 8 }}>
            <Skeleton height={24} />
            <Skeleton height={24} />
          </div>
        ) : jobs.data.length === 0 ? (
          <EmptyState title="Nothing has run yet" actions={<Link href="/catalogue">Import a catalogue</Link>}>
            Imports, publishing and indexing run here in the background, with their progress and what they rejected.
          </EmptyState>
        ) : (
          <div className={ui.scroll} style={{ padding: 8 }}>
            <table>
              <thead>
                <tr>
                  <th>Job</th>
                  <th>State</th>
                  <th>Progress</th>
                  <th>Begun</th>
                  <th>
                    <span className="unseen">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {jobs.data.map((job) => (
                  <JobLine key={job.id} job={job} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Card>
    </Page>
  );
}
