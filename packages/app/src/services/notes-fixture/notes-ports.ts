import type { NoteRow } from "./notes-shapes.ts";

export interface NotesPorts {
  readonly notes: { readonly add: (workspaceId: string, note: NoteRow) => Promise<void> };
}
