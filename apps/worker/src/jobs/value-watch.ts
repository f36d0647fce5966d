import { randomUUID } from "node:crypto";
import { turnHoldouts } from "@aisle/app/value/turn-holdouts";
import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import { attributeOrders } from "@aisle/platform/value/attribute-orders";
import { attributeReturns } from "@aisle/platform/value/attribute-returns";
import { ValueStore } from "@aisle/platform/value/value-store";
import { workspaceTimeZone } from "@aisle/platform/workspaces/workspace-settings";
import { oneRegistry } from "@aisle/runtime/node-sdk/registries";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import { eachWorkspace } from "../each-workspace.ts";
import type { JobDeps } from "./job-deps.ts";
import { RepeatedPoll } from "./repeated-poll.ts";

const registries = oneRegistry(makeRegistry(builtInNodes));

type WatchDeps = Pick<JobDeps, "pool" | "experiments" | "records" | "workspaces">;

/** Once a minute: counts orders for the endpoints whose answers they followed, takes returns off again, and turns the holdouts of a month that is over. */
export class ValueWatch extends RepeatedPoll {
  readonly #deps: WatchDeps;

  constructor(deps: WatchDeps, onError: (error: unknown) => void) {
    super(onError);
    this.#deps = deps;
  }

  async poll(now = new Date()): Promise<void> {
    const { pool, experiments, records, workspaces } = this.#deps;
    while ((await attributeOrders(pool)) > 0);
    while ((await attributeReturns(pool)) > 0);
    const value = new ValueStore(pool);
    await eachWorkspace(await workspaces.ids(), async (workspaceId) => {
      await turnHoldouts({ workspaceId, userId: null, via: "job" }, now, {
        value,
        experiments,
        records,
        registries,
        timeZone: (id) => workspaceTimeZone(pool, id),
        newId: (prefix) => `${prefix}_${randomUUID().replaceAll("-", "")}`,
      });
    });
  }
}
