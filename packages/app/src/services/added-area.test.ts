import { expect, expectTypeOf, it } from "vitest";
import type { Caller } from "../access/caller.ts";
import { makeServices, type PortsOf, type ServicesOf } from "./make-services.ts";
import type { NotesPorts } from "./notes-fixture/notes-ports.ts";
import { notesArea } from "./notes-fixture/notes-service.ts";
import type { NoteRow } from "./notes-fixture/notes-shapes.ts";
import { serviceTable } from "./service-table.ts";

/** One folder, and one line: */
const table = { ...serviceTable, notes: notesArea };

const caller: Caller = { workspaceId: "ws", userId: "ines", role: "merchandiser" };

it("adds an area of use cases by a folder and a line", async () => {
  const stored: [string, NoteRow][] = [];
  const notes: NotesPorts["notes"] = { add: async (workspaceId, note) => void stored.push([workspaceId, note]) };
  const services = makeServices(table, { notes } as unknown as PortsOf<typeof table>);
  expect(Object.keys(services)).toEqual([...Object.keys(serviceTable), "notes"]);
  expect(await services.notes.add(caller, "More tents")).toEqual({ text: "More tents", by: "ines" });
  expect(stored).toEqual([["ws", { text: "More tents", by: "ines" }]]);
  const refused = () => services.notes.add({ ...caller, role: "viewer" }, "Fewer tents");
  expect(refused).toThrow(expect.objectContaining({ code: "role.not-permitted" }));
  expect(stored).toHaveLength(1);
});

it("gives routers its verbs and asks the process for its ports, by its types alone", () => {
  expectTypeOf<ServicesOf<typeof table>["notes"]["add"]>().returns.resolves.toEqualTypeOf<NoteRow>();
  expectTypeOf<PortsOf<typeof table>["notes"]>().toEqualTypeOf<NotesPorts["notes"]>();
});
