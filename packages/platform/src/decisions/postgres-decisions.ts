import type { JsonObject } from "@aisle/runtime/json";
import type { DecisionsCapability } from "@aisle/runtime/node-sdk/capabilities/decisions";
import type { DecisionReader } from "./decision-reader.ts";

/** Past decisions for nodes, read from PostgreSQL at every call. */
export class PostgresDecisions implements DecisionsCapability {
  readonly #reader: DecisionReader;
  readonly #workspaceId: string;

  constructor(reader: DecisionReader, workspaceId: string) {
    this.#reader = reader;
    this.#workspaceId = workspaceId;
  }

  async get(decisionId: string): Promise<JsonObject | undefined> {
    const record = await this.#reader.get(this.#workspaceId, decisionId);
    // Through JSON: a score that JSON cannot hold becomes null, and absent parts disappear.
    return record === undefined ? undefined : (JSON.parse(JSON.stringify(record)) as JsonObject);
  }
}
