import type { ClientBase } from "pg";
import type { TupleHead } from "../decisions/decision-tuple.ts";

interface Listed {
  readonly ids: string[];
  readonly ats: Date[];
}

/** Lists decisions of units in experiments for the next fold to take; collected and stored as `DecisionTally` does it with its counts. */
export class PendingDecisions {
  readonly #byWorkspace = new Map<string, Listed>();

  add({ workspaceId, id, at }: Pick<TupleHead, "workspaceId" | "id" | "at">): void {
    let listed = this.#byWorkspace.get(workspaceId);
    if (listed === undefined) {
      listed = { ids: [], ats: [] };
      this.#byWorkspace.set(workspaceId, listed);
    }
    listed.ids.push(id);
    listed.ats.push(new Date(at));
  }

  async store(client: ClientBase): Promise<void> {
    for (const [workspaceId, { ids, ats }] of this.#byWorkspace)
      await client.query({
        name: "aisle experiment pending",
        text: "insert into experiment_pending (workspace_id, decision_ids, ats) values ($1, $2, $3)",
        values: [workspaceId, ids, ats],
      });
  }
}
