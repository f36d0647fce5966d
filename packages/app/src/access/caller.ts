import type { Role } from "./role.ts";

/** Who asks. Every call is made for one signed-in person in one workspace. */
export interface Caller {
  readonly workspaceId: string;
  readonly userId: string;
  readonly role: Role;
  /** `command` for whoever holds the token of the machine; `studio`, a session, when absent. */
  readonly via?: "studio" | "command";
}
