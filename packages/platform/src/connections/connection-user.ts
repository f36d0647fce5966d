import type { StoredConnection } from "@aisle/contracts/connection";
import { AisleError } from "@aisle/runtime/errors";
import type { SecretStore } from "../secrets/secret-store.ts";
import type { ConnectionKind, OpenConnection, Outbound, OutgoingMessage } from "./connection-kind.ts";

/** Uses stored connections: their secrets are decrypted here, for the moment of use. */
export class ConnectionUser {
  readonly #kinds: ReadonlyMap<string, ConnectionKind>;
  readonly #secrets: SecretStore;
  readonly #outbound: Outbound;

  constructor(kinds: readonly ConnectionKind[], secrets: SecretStore, outbound: Outbound) {
    this.#kinds = new Map(kinds.map((kind) => [kind.kind, kind]));
    this.#secrets = secrets;
    this.#outbound = outbound;
  }

  /** Throws an `AisleError`, or gives a sentence that says what was proved. */
  async test(row: StoredConnection, by: { readonly to: string }): Promise<string> {
    const kind = this.#kindOf(row);
    return kind.test(this.#open(kind, row), this.#outbound, by);
  }

  async send(row: StoredConnection, message: OutgoingMessage): Promise<void> {
    const kind = this.#kindOf(row);
    if (kind.send === undefined) throw new AisleError("connection.refused", `“${row.name}” sends no messages.`);
    await kind.send(this.#open(kind, row), this.#outbound, message);
  }

  /** Whether messages go out through it to each person, once, or not at all. */
  audience({ kind }: Pick<StoredConnection, "kind">): "people" | "once" | "none" {
    const found = this.#kinds.get(kind);
    if (found?.send === undefined) return "none";
    return found.toPeople === true ? "people" : "once";
  }

  #kindOf({ name, kind }: StoredConnection): ConnectionKind {
    const found = this.#kinds.get(kind);
    if (found === undefined) throw new AisleError("connection.refused", `“${name}” is of the unknown kind ${kind}.`);
    return found;
  }

  #open(kind: ConnectionKind, { workspaceId, name, config, secrets }: StoredConnection): OpenConnection<JsonConfig> {
    const parsed = kind.config.safeParse(config);
    if (!parsed.success)
      throw new AisleError("connection.refused", `The settings of “${name}” are not valid any more.`);
    return {
      config: parsed.data as JsonConfig,
      secret: async (field) => {
        const secret = secrets[field];
        return secret === undefined ? undefined : this.#secrets.read({ workspaceId, name: secret });
      },
    };
  }
}

type JsonConfig = { [field: string]: unknown };
