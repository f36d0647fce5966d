import type { AuditRow } from "../api/outputs.ts";

/** What entries can be narrowed down to: the part of an action before its point. */
export const auditKinds: readonly { readonly value: string; readonly label: string }[] = [
  { value: "sign-in", label: "Sign-ins and passwords" },
  { value: "person", label: "People and their data" },
  { value: "key", label: "API keys" },
  { value: "version", label: "Versions: published, live, rolled back" },
  { value: "endpoint", label: "Addresses" },
  { value: "pipeline", label: "Pipelines" },
  { value: "experiment", label: "Experiments" },
  { value: "metric", label: "Metrics" },
  { value: "settings", label: "Settings" },
  { value: "secret", label: "Secrets" },
  { value: "connection", label: "Connections" },
  { value: "backup", label: "Backups" },
  { value: "demo-shop", label: "Demo shop" },
];

/** What an entry is about: a person by name where that is known, else the id or name that is stored. */
export function auditSubject({ subject, subjectName }: Pick<AuditRow, "subject" | "subjectName">): string {
  return subjectName ?? subject ?? "";
}
