import { randomUUID } from "node:crypto";
import { turnHoldouts } from "@aisle/app/value/turn-holdouts";
import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import { attributeOrders } from "@aisle/platform/value/attribute-orders";
import { ValueStore } from "@aisle/platform/value/value-store";
import { workspaceTimeZone } from "@aisle/platform/workspaces/workspace-settings";
import { oneRegistry } from "@aisle/runtime/node-sdk/registries";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import { eachWorkspace } from "../each-workspace.ts";
import type { JobDeps } from "./job-deps.ts";

const everyMs = 60_000;
const registries = oneRegistry(makeRegistry(builtInNodes));

type WatchDeps = Pick<JobDeps, "pool" | "experiments" | "records" | "workspaces">;

/** Once a minute: counts orders for the endpoints whose answers they followed, and turns the holdouts of a month that is over. */
export class ValueWatch {
  readonly #deps: WatchDeps;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #polling: Promise<void> | undefined;

  constructor(deps: WatchDeps, onError: (error: unknown) => void) {
    this.#deps = deps;
    this.#onError = onError;
  }

  start(): void {
    const poll = () => {
      this.#polling ??= this.poll(new Date())
        .catch(this.#onError)
        .finally(() => {
          this.#polling = undefined;
        });
    };
    poll();
    this.#timer = setInterval(poll, everyMs);
  }

  /** Resolves once what runs has ended. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#polling;
  }

  async poll(now: Date): Promise<void> {
    const { pool, experiments, records, workspaces } = this.#deps;
    while ((await attributeOrders(pool)) > 0);
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
