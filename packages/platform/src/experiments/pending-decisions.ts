import type { ClientBase } from "pg";
import type { TupleHead } from "../decisions/decision-tuple.ts";

interface Listed {
  readonly ids: string[];
  firstAt: number;
  lastAt: number;
}

/** Lists decisions of units in experiments for the next fold to take; collected and stored as `DecisionTally` does it with its counts. */
export class PendingDecisions {
  readonly #byWorkspace = new Map<string, Listed>();

  add({ workspaceId, id, at }: Pick<TupleHead, "workspaceId" | "id" | "at">): void {
    let listed = this.#byWorkspace.get(workspaceId);
    if (listed === undefined) {
      listed = { ids: [], firstAt: at, lastAt: at };
      this.#byWorkspace.set(workspaceId, listed);
    }
    listed.ids.push(id);
    listed.firstAt = Math.min(listed.firstAt, at);
    listed.lastAt = Math.max(listed.lastAt, at);
  }

  async store(client: ClientBase): Promise<void> {
    for (const [workspaceId, { ids, firstAt, lastAt }] of this.#byWorkspace)
      await client.query({
        name: "aisle experiment pending",
        text: "insert into experiment_pending (workspace_id, decision_ids, first_at, last_at) values ($1, $2, $3, $4)",
        values: [workspaceId, ids, new Date(firstAt), new Date(lastAt)],
      });
  }
}
