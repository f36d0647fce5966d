import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Caller } from "@aisle/app/access/caller";
import { type Permissions, permitted } from "@aisle/app/access/permit";
import type { Role } from "@aisle/app/access/role";
import type { AnyArea } from "@aisle/app/services/make-services";
import { serviceTable } from "@aisle/app/services/service-table";
import type { StudioServices } from "@aisle/app/services/studio-services";
import { AisleError } from "@aisle/runtime/errors";
import { memoryAdapter } from "better-auth/adapters/memory";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import type { AccessStore } from "./access/access.ts";
import { makeAccess } from "./access/make-access.ts";
import { type People, peoplePermissions } from "./access/people.ts";
import { buildServer } from "./build-server.ts";
import { type Operations, operationPermissions } from "./operations.ts";
import { PresenceBoard } from "./presence/presence-board.ts";

export const linkToken = "a-one-time-token-of-some-length";
export const localToken = "the token of the command on this machine";
export const owner = { name: "Ines", email: "Ines@Example.com", password: "long enough to keep" };
/** What a browser on the studio's own page sends. */
export const pageHeaders = { "content-type": "application/json", host: "studio.test", origin: "http://studio.test" };

/** The studio's server with accounts in memory and hardly a use case behind it: for what stands before those. */
export interface TestStudio {
  readonly server: FastifyInstance;
  /** What the signed-in person is; may be changed at any time. */
  role: Role;
  /** Whether nobody can be looked up, as while the database is away. */
  isDatabaseAway: boolean;
  /** Sends JSON as a page of the studio does. */
  post(url: string, body: object, cookie?: string): Promise<LightMyRequestResponse>;
  /** Uses the one-time link; the cookie of the session it gives. */
  redeem(): Promise<string>;
  close(): Promise<void>;
}

export function makeTestStudio({ bodyMs = 30_000 } = {}): TestStudio {
  const folder = mkdtempSync(join(tmpdir(), "aisle-studio-"));
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>Aisle</title>");
  const origins = new Set(["http://studio.test", "http://127.0.0.1:4400"]);
  const presence = new PresenceBoard(() => ({ send: () => undefined, close: async () => undefined }));
  const access = makeAccess({
    secret: "0123456789abcdefghijklmnopqrstuvwxyz-ABCDEF",
    database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
    store: accessStore(() => studio),
    localToken,
    origins,
    attemptLimits: { perAccount: 4, perAddress: 8, perDevice: 3, slowMs: 50 },
  });
  const server = buildServer({
    services,
    access,
    operations,
    people: guarded("people", peoplePermissions) as People,
    presence,
    origins,
    trustProxy: ["10.0.0.0/8"],
    bodyMs,
    clientFolder: folder,
    logLevel: "silent",
  });
  const post: TestStudio["post"] = (url, body, cookie = "") =>
    server.inject({ method: "POST", url, headers: { ...pageHeaders, cookie }, payload: JSON.stringify(body) });
  const studio: TestStudio = {
    server,
    role: "owner",
    isDatabaseAway: false,
    post,
    redeem: async () => cookieOf(await post("/api/auth/owner-link/redeem", { token: linkToken })),
    async close() {
      await server.close();
      await presence.close();
      rmSync(folder, { recursive: true });
    },
  };
  return studio;
}

/** The cookies that an answer sets, as a browser sends them back. */
export function cookieOf(response: LightMyRequestResponse): string {
  return response.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join("; ");
}

function accessStore(studio: () => Pick<TestStudio, "role" | "isDatabaseAway">): AccessStore {
  const links = new Set([createHash("sha256").update(linkToken).digest("hex")]);
  const workspace = { id: "ws_main", name: "Northfell" };
  let ownerId: string | undefined;
  return {
    takeLink: async (hash) => (links.delete(Buffer.from(hash).toString("hex")) ? {} : undefined),
    ownerId: async () => ownerId,
    ownersOf: async () => (ownerId === undefined ? [] : [ownerId]),
    passwordSet: async () => undefined,
    signInEnded: async () => undefined,
    makeOwner: async (id) => {
      ownerId = id;
    },
    localCaller: async () => {
      if (studio().isDatabaseAway) throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
      const person = { userId: ownerId ?? "local", name: "", email: "", role: "owner" } as const;
      return { ...person, workspaceId: workspace.id, workspaceName: workspace.name };
    },
    workspaceOf: async (id) => (id === ownerId ? { ...workspace, role: studio().role } : undefined),
  };
}

type Verb = (...input: never[]) => unknown;

/** Only what the tests call; anything else fails loudly. */
const fakes: { readonly [area: string]: { readonly [verb: string]: Verb } } = {
  operations: {
    /** Reads what is restored and stores nothing of it. */
    restore: async (_by: Caller, input: AsyncIterable<unknown>) => {
      for await (const _chunk of input);
      return { tables: 1, rows: 2, secretsToEnter: [] };
    },
  },
  imports: { start: async () => ({ jobId: "job_1" }) },
  drafts: {
    // biome-ignore lint/correctness/useYield: a stream that fails before its first event.
    changes: async function* () {
      throw new AisleError("pipeline.not-found", "There is no such pipeline.");
    },
  },
  jobs: {
    list: async () => [],
    get: async () => {
      throw new AisleError("job.not-found", "There is no such job.");
    },
  },
  pipelines: {
    list: async () => {
      // As Prisma wraps what a database says that is starting.
      const cause = { kind: "postgres", code: "57P03", message: "the database system is starting up" };
      throw Object.assign(new Error("the database system is starting up"), { name: "DriverAdapterError", cause });
    },
  },
  keys: {
    list: async () => {
      throw new Error("a secret of the database");
    },
  },
};

/** Fakes behind the guards of the real services. */
function guarded(name: string, permissions: object): object {
  const verbs = Object.keys(permissions).map((verb): [string, Verb] => [
    verb,
    fakes[name]?.[verb] ??
      (() => {
        throw new Error(`no test calls ${name}.${verb}`);
      }),
  ]);
  return permitted(Object.fromEntries(verbs), permissions as Permissions<{ readonly [verb: string]: Verb }>);
}

const services = Object.fromEntries(
  Object.entries<AnyArea>(serviceTable).map(([name, { permissions }]) => [name, guarded(name, permissions)]),
) as unknown as StudioServices;
const operations = guarded("operations", operationPermissions) as Operations;
