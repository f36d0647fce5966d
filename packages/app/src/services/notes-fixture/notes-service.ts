import type { Caller } from "../../access/caller.ts";
import type { Area } from "../area.ts";
import type { NotesPorts } from "./notes-ports.ts";
import type { NoteRow } from "./notes-shapes.ts";

/** Notes of a workspace: an area that exists to show what one takes. */
export interface NotesService {
  add(caller: Caller, text: string): Promise<NoteRow>;
}

export const notesArea: Area<NotesService, NotesPorts> = {
  permissions: { add: "edit" },
  make: ({ notes }) => ({
    async add({ workspaceId, userId }, text) {
      const note = { text, by: userId };
      await notes.add(workspaceId, note);
      return note;
    },
  }),
};
