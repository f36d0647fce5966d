import type { KindOfConnection, StoredConnection } from "@aisle/contracts/connection";
import { AisleError, toAisleError } from "@aisle/runtime/errors";
import type { JsonObject } from "@aisle/runtime/json";
import { z } from "zod";
import type { Caller } from "../access/caller.ts";
import { auditActor } from "../audit/audit-service.ts";
import type { Area } from "../services/area.ts";
import type { ConnectionsPorts } from "./connections-ports.ts";
import type { ConnectionKindRow, ConnectionSummary, ConnectionTest } from "./connections-shapes.ts";

/** What is entered for a connection; a secret that is left out stays as it is. */
export interface ConnectionInput {
  readonly name: string;
  readonly kind: string;
  readonly config: JsonObject;
  readonly secrets: { readonly [field: string]: string };
  readonly notify: boolean;
  readonly isNew: boolean;
}

/** Named connections to other systems. */
export interface ConnectionsService {
  kinds(caller: Caller): Promise<readonly ConnectionKindRow[]>;
  list(caller: Caller): Promise<readonly ConnectionSummary[]>;
  /** Throws `connection.invalid`, `connection.name-taken` and `connection.not-found`. */
  save(caller: Caller, input: ConnectionInput): Promise<void>;
  /** Deletes its secrets too. */
  remove(caller: Caller, name: string): Promise<void>;
  /** Sends something real; the outcome is stored with the connection. `to` is an address of who asks. */
  test(caller: Caller, input: { readonly name: string; readonly to: string }): Promise<ConnectionTest>;
}

const namePattern = /^(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*$/;
const maxSecretLength = 16_384;

export const connectionsArea: Area<ConnectionsService, ConnectionsPorts> = {
  permissions: { kinds: "connect", list: "connect", save: "connect", remove: "connect", test: "connect" },
  make: connectionsService,
};

function connectionsService({ connections }: ConnectionsPorts): ConnectionsService {
  const find = async ({ workspaceId }: Caller, name: string): Promise<StoredConnection> => {
    const found = await connections.find(workspaceId, name);
    if (found === undefined) throw new AisleError("connection.not-found", `There is no connection “${name}”.`);
    return found;
  };
  return {
    kinds: async () => connections.kinds.map(kindRow),
    list: async ({ workspaceId }) => (await connections.list(workspaceId)).map(summaryOf),
    async save(caller, input) {
      const { name, notify, isNew } = input;
      const kind = connections.kinds.find((each) => each.kind === input.kind);
      if (kind === undefined) throw invalid(`There is no kind of connection “${input.kind}”.`);
      if (!namePattern.test(name))
        throw invalid("A connection's name has small letters, digits and single hyphens, 60 characters at most.");
      const config = configOf(kind, input.config);
      const stored = isNew ? undefined : await find(caller, name);
      const values = secretsOf(kind, config, input.secrets, stored);
      const connection = { name, kind: kind.kind, config, notify: notify && kind.send !== undefined, values };
      if (!(await connections.save(auditActor(caller), connection, { isNew })))
        throw new AisleError("connection.name-taken", `There is a connection “${name}” already.`);
    },
    async remove(caller, name) {
      if (!(await connections.remove(auditActor(caller), name)))
        throw new AisleError("connection.not-found", `There is no connection “${name}”.`);
    },
    async test(caller, { name, to }) {
      const connection = await find(caller, name);
      const outcome = await connections.test(connection, { to }).then(
        (message): ConnectionTest => ({ ok: true, message, help: null }),
        (thrown: unknown): ConnectionTest => {
          const error = toAisleError(thrown);
          if (error.code === "internal") throw error;
          return { ok: false, message: error.message, help: error.row.help };
        },
      );
      await connections.noteTest(caller.workspaceId, name, outcome.ok, outcome.message);
      return outcome;
    },
  };
}

const invalid = (message: string, field?: string) =>
  new AisleError("connection.invalid", message, field === undefined ? {} : { field });

function configOf(kind: KindOfConnection, given: JsonObject): JsonObject {
  const parsed = kind.config.strict().safeParse(given);
  if (parsed.success) return parsed.data as JsonObject;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") ?? "";
  throw invalid(`${field === "" ? "" : `${field}: `}${issue?.message ?? "not valid"}`, field);
}

/** The values to store. A stored secret never goes to another address than the one it was entered for. */
function secretsOf(
  kind: KindOfConnection,
  config: JsonObject,
  given: ConnectionInput["secrets"],
  stored: StoredConnection | undefined,
): { readonly [field: string]: string } {
  const unknown = Object.keys(given).find((field) => !Object.hasOwn(kind.secrets, field));
  if (unknown !== undefined) throw invalid(`${kind.title} has no secret “${unknown}”.`, unknown);
  const values = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
  const isElsewhere = stored !== undefined && kind.destination(stored.config) !== kind.destination(config);
  for (const [field, { title, required, fault }] of Object.entries(kind.secrets)) {
    const value = values[field];
    const isStored = stored !== undefined && Object.hasOwn(stored.secrets, field);
    if (value === undefined) {
      if (isStored && isElsewhere) throw invalid(`${title}: enter it again, since the address has changed.`, field);
      if (required && !isStored) throw invalid(`${title} is missing.`, field);
      continue;
    }
    if (value.length > maxSecretLength) throw invalid(`${title} is longer than ${maxSecretLength} characters.`, field);
    const wrong = fault?.(value);
    if (wrong !== undefined) throw invalid(`${title} ${wrong}.`, field);
  }
  return values;
}

function kindRow({ kind, title, description, config, secrets, send }: KindOfConnection): ConnectionKindRow {
  return {
    kind,
    title,
    description,
    schema: z.toJSONSchema(config, { io: "input" }) as JsonObject,
    secrets: Object.entries(secrets).map(([field, secret]) => ({
      field,
      title: secret.title,
      description: secret.description,
      required: secret.required,
    })),
    sends: send !== undefined,
  };
}

function summaryOf({ name, kind, config, secrets, notify, tested, updatedAt }: StoredConnection): ConnectionSummary {
  return {
    name,
    kind,
    config,
    storedSecrets: Object.keys(secrets),
    notify,
    tested: tested === null ? null : { ...tested, at: tested.at.toISOString() },
    updatedAt: updatedAt.toISOString(),
  };
}
