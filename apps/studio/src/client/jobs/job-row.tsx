import { Progress } from "@mantine/core";
import { IconCheck, IconClock, IconPlayerPlay, IconX } from "@tabler/icons-react";
import { Link } from "wouter";
import type { JobRow } from "../api/outputs.ts";
import { Chip } from "../ui/chip.tsx";
import { count } from "../ui/format.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import { JobActions } from "./job-actions.tsx";

/** The state of a job as a chip with icon and word. */
export function JobState({ job }: { readonly job: JobRow }) {
  switch (job.state) {
    case "waiting":
      return (
        <Chip>
          <IconClock size={12} stroke={1.75} aria-hidden />
          Waiting
        </Chip>
      );
    case "active":
      return (
        <Chip tone="accent">
          <IconPlayerPlay size={12} stroke={1.75} aria-hidden />
          Running
        </Chip>
      );
    case "done":
      return (
        <Chip tone="ok">
          <IconCheck size={12} stroke={2} aria-hidden />
          Done
        </Chip>
      );
    case "failed":
      return (
        <Chip tone="bad">
          <IconX size={12} stroke={2} aria-hidden />
          Failed
        </Chip>
      );
  }
}

/** How far a job is: a bar where the end is known, and counts. */
export function JobProgress({ job }: { readonly job: JobRow }) {
  const { progress } = job;
  if (progress === null) return null;
  const words =
    progress.unit === "%"
      ? job.state === "done"
        ? ""
        : `${count(progress.done)} %`
      : progress.total === null
        ? `${count(progress.done)} ${progress.unit}`
        : `${count(progress.done)} of ${count(progress.total)} ${progress.unit}`;
  const said = job.state === "done" && progress.words === "Done" ? "" : progress.words;
  return (
    <div>
      {job.state === "active" && (
        <Progress
          size={6}
          value={progress.total === null ? 100 : (progress.done / Math.max(1, progress.total)) * 100}
          animated={progress.total === null}
          aria-label={`${job.title}: ${words}`}
          mb={4}
        />
      )}
      <span className="small muted num">{[said, words].filter((part) => part !== "").join(", ")}</span>
    </div>
  );
}

/** One job in the list. */
export function JobLine({ job }: { readonly job: JobRow }) {
  return (
    <tr>
      <td style={{ fontWeight: 500 }}>
        <Link href={`/jobs/${job.id}`} style={{ color: "var(--ink)" }}>
          {job.title}
        </Link>
      </td>
      <td>
        <JobState job={job} />
      </td>
      <td style={{ width: "34%" }}>
        {job.error === null ? <JobProgress job={job} /> : <span className="bad clip">{job.error.message}</span>}
      </td>
      <td className="muted">
        <RelativeTime at={job.createdAt} />
      </td>
      <td className="right">
        <JobActions job={job} />
      </td>
    </tr>
  );
}
