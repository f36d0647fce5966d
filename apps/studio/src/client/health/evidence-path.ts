import type { SubjectDetail } from "../api/outputs.ts";
import { subjectPath } from "./health-words.tsx";

type Evidence = SubjectDetail["explanations"][number]["causes"][number]["evidence"][number];

/** The page that shows a piece of evidence; undefined where none does. */
export function evidencePath(
  { kind, of }: Evidence,
  subject: Pick<SubjectDetail, "kind" | "name" | "pipelineId">,
): string | undefined {
  switch (kind) {
    case "decisions":
      return `/runs?endpoint=${encodeURIComponent(subject.name)}&range=24h`;
    case "events":
      return subjectPath({ kind: "events", name: of });
    case "version":
    case "step":
      return subject.pipelineId === null ? undefined : `/pipelines/${subject.pipelineId}`;
    case "experiment":
      return `/experiments/${encodeURIComponent(of)}`;
    case "product":
      return "/catalogue";
    case "job":
      return `/jobs/${encodeURIComponent(of)}`;
    case "monitor":
      return subjectPath(subject, of);
  }
}
