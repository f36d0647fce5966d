import type { JsonObject } from "@aisle/runtime/json";

/** An entry as people see it; times are ISO 8601. */
export interface AuditRow {
  readonly seq: number;
  readonly at: string;
  /** `null` where the person's data was deleted, or nobody in particular did it. */
  readonly actor: { readonly id: string; readonly name: string | null } | null;
  /** `studio` or `command`, for whoever held the token of the machine, or `job`. */
  readonly via: string;
  readonly action: string;
  readonly description: string;
  readonly subject: string | null;
  /** The name of the person whom it was done to; null where it is no person, or one without data here. */
  readonly subjectName: string | null;
  readonly detail: JsonObject;
}
