import type { Session } from "../api/outputs.ts";

type Role = Session["role"];

/** What a role is called, and what it may do, in words. */
export const roleLabels: { readonly [R in Role]: { readonly title: string; readonly summary: string } } = {
  owner: { title: "Owner", summary: "everything" },
  admin: { title: "Admin", summary: "everything but owners" },
  merchandiser: { title: "Merchandiser", summary: "draws, publishes, imports" },
  developer: { title: "Developer", summary: "the same, and makes keys" },
  analyst: { title: "Analyst", summary: "reads, runs, and runs experiments" },
  viewer: { title: "Viewer", summary: "reads and runs, changes nothing" },
};

/** The roles that someone of this role may give: only owners make owners. */
export function rolesToGive(giver: Role): readonly Role[] {
  return (Object.keys(roleLabels) as Role[]).filter((role) => giver === "owner" || role !== "owner");
}
