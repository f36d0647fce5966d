import { AisleError } from "@aisle/runtime/errors";
import type { Caller } from "../access/caller.ts";
import { auditActor } from "../audit/audit-service.ts";
import type { Area } from "../services/area.ts";
import type { SecretsPorts } from "./secrets-ports.ts";
import type { SecretRotation, SecretSummary } from "./secrets-shapes.ts";

/** Secrets of a workspace: entered, replaced and removed; nobody is shown a value. */
export interface SecretsService {
  list(caller: Caller): Promise<readonly SecretSummary[]>;
  /** Throws `secret.key-missing`, and `request.invalid` for a name or a value that is not taken. */
  set(caller: Caller, input: { readonly name: string; readonly value: string }): Promise<void>;
  /** Throws `secret.not-found`. */
  remove(caller: Caller, name: string): Promise<void>;
  /** Encrypts the secrets of all workspaces with another key. */
  rotate(caller: Caller): Promise<SecretRotation>;
}

const maxValueLength = 16_384;
const namePattern = /^[a-zA-Z0-9](?:[a-zA-Z0-9._/-]{0,98}[a-zA-Z0-9])?$/;

export const secretsArea: Area<SecretsService, SecretsPorts> = {
  permissions: { list: "connect", set: "connect", remove: "connect", rotate: "operate" },
  make: secretsService,
};

function secretsService({ secrets }: SecretsPorts): SecretsService {
  return {
    async list({ workspaceId }) {
      const rows = await secrets.list(workspaceId);
      return rows.map(({ updatedAt, ...row }) => ({ ...row, updatedAt: updatedAt.toISOString() }));
    },
    async set(caller, { name, value }) {
      refuseName(name);
      // Neither message quotes the value.
      if (value === "") throw new AisleError("request.invalid", `The value of “${name}” is empty.`);
      if (value.length > maxValueLength)
        throw new AisleError("request.invalid", `The value of “${name}” is longer than ${maxValueLength} characters.`);
      await secrets.set({ workspaceId: caller.workspaceId, name }, value, auditActor(caller));
    },
    async remove(caller, name) {
      const [area, connection] = name.split("/");
      if (area === "connection")
        throw new AisleError("secret.in-use", `“${name}” belongs to the connection “${connection}”.`, { name });
      if (!(await secrets.remove({ workspaceId: caller.workspaceId, name }, auditActor(caller))))
        throw new AisleError("secret.not-found", `There is no secret “${name}”.`, { name });
    },
    async rotate(caller) {
      const { keyId, reencrypted, unreadable } = await secrets.rotate(auditActor(caller));
      const own = unreadable.filter((place) => place.workspaceId === caller.workspaceId);
      return { keyId, reencrypted, unreadable: own.map(({ name }) => name) };
    },
  };
}

function refuseName(name: string): void {
  if (namePattern.test(name)) return;
  const message = "A secret's name has letters, digits, dots, dashes, underscores and slashes, 100 characters at most.";
  throw new AisleError("request.invalid", message, { field: "name" });
}
