/** Who asks. Every call is made for one signed-in person in one workspace. */
export interface Caller {
  readonly workspaceId: string;
  readonly userId: string;
  /** `command` for whoever holds the token of the machine; `studio`, a session, when absent. */
  readonly via?: "studio" | "command";
}
