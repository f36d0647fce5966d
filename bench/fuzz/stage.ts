import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fiveStepGraph } from "../serving/five-step-graph.ts";
import type { RunningAisle } from "../serving/running-aisle.ts";
import { experimentStage } from "./experiment-stage.ts";
import type { Known } from "./values.ts";

/** Who sends a request: headers that sign in as a role, or as nobody. */
export interface Sender {
  readonly name: string;
  readonly headers: readonly (readonly [string, string])[];
}

/** The running Aisle with something in it, and who may do what there. */
export interface Stage {
  /** Signed in, each in another role, and not among the known people. */
  readonly members: readonly Sender[];
  /** Nobody, and someone with made-up cookies. */
  readonly outsiders: readonly Sender[];
  /** Signed in, for the calls that end that. */
  readonly leaver: Sender;
  readonly endpointKey: string;
  readonly writeKey: string;
  readonly token: string;
  readonly known: Known;
  /** The same for what is asked of experiments, whose fields have names that others have too. */
  readonly experiments: Known;
}

const password = "a password for the fuzz";

/** A catalogue, events and two live endpoints; made once. */
export async function furnish(aisle: RunningAisle): Promise<void> {
  const lines = Array.from({ length: 60 }, (_, at) => `p${at},Warm tent ${at},Tents,${at}.50,EUR,${at % 4}`);
  const csv = `id,title,category,price,currency,stock\n${lines.join("\n")}\n`;
  await aisle.import("catalog", "shop.csv", Buffer.from(csv));
  const events = lines.map((_, at) => `s${at % 7},p${at},2026-11-2${at % 9}T10:00:00Z`);
  await aisle.import("events", "orders.csv", Buffer.from(`shopper,product,time\n${events.join("\n")}\n`));
  await aisle.publish("five-step", fiveStepGraph);
  const template = JSON.parse(readFileSync("templates/best-sellers-exploring.json", "utf8")) as {
    readonly graph?: unknown;
  };
  await aisle.publish("shelf", template.graph ?? template).catch(() => undefined);
}

/** Fresh keys, people and ids: what the requests before have removed, revoked or signed out is there again. */
export async function setStage(aisle: RunningAisle): Promise<Stage> {
  const token = readFileSync(join(aisle.home, "internal-token"), "utf8").trim();
  // An installation has a handful of people, not a hundred owners: those of the last stage go.
  for (const { id } of await aisle.query<{ readonly id: string }[]>("people.list")) {
    await aisle.mutate("people.remove", { userId: id }).catch(() => undefined);
  }
  const page: Sender["headers"] = [["origin", aisle.studioUrl]];
  const made = async (kind: string) => aisle.mutate<{ id: string; key: string }>("keys.create", { kind, name: kind });
  // People and keys that requests may take away; those who send are not known to them.
  for (const name of ["first", "second", "third"]) {
    const email = `${name}-${process.hrtime.bigint()}@example.com`;
    await aisle.mutate("people.invite", { name, email, role: "viewer" });
    await made("endpoint");
  }
  const known = await knownOf(aisle);
  const member = async (role: string) => ({ name: role, headers: await signIn(aisle, role) });
  return {
    members: [
      ...[
        await member("owner"),
        await member("owner"),
        await member("merchandiser"),
        await member("analyst"),
        await member("viewer"),
      ],
      { name: "token", headers: [["authorization", `Bearer ${token}`]] },
    ],
    outsiders: [
      { name: "nobody", headers: page },
      { name: "forged", headers: [...page, ["cookie", "aisle.session_token=x.y; aisle.device.0=\\u0000"]] },
    ],
    leaver: await member("owner"),
    token,
    endpointKey: (await made("endpoint")).key,
    writeKey: (await made("write")).key,
    known,
    experiments: await experimentStage(aisle, await liveId(aisle)),
  };
}

/** A pipeline that is live and has the steps of the five-step graph: what was has been deleted or drawn again now and then. */
async function liveId(aisle: RunningAisle): Promise<string> {
  type Row = { readonly id: string; readonly name: string; readonly live: { readonly versionId: string } | null };
  const listed = () => aisle.query<readonly Row[]>("pipelines.list");
  for (const { id, live } of await listed()) {
    if (live === null) continue;
    const version = await aisle.query<object>("pipelines.version", { versionId: live.versionId }).catch(() => ({}));
    if (JSON.stringify(version).includes('"recency"')) return id;
  }
  const slug = `fuzz-${process.hrtime.bigint()}`;
  await aisle.publish(slug, fiveStepGraph);
  return (await listed()).find(({ name }) => name === slug)!.id;
}

async function signIn(aisle: RunningAisle, role: string): Promise<Sender["headers"]> {
  const email = `${role}-${process.hrtime.bigint()}@example.com`;
  const { token } = await aisle.mutate<{ token: string }>("people.invite", { name: role, email, role });
  const origin = ["origin", aisle.studioUrl] as const;
  const post = async (path: string, body: object, cookie = "") => {
    const headers = { "content-type": "application/json", origin: aisle.studioUrl, ...(cookie && { cookie }) };
    const url = `${aisle.studioUrl}/api/auth/owner-link/${path}`;
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
  };
  const cookie = await post("redeem", { token });
  await post("finish", { name: role, email, password }, cookie);
  return [origin, ["cookie", cookie]];
}

async function knownOf(aisle: RunningAisle): Promise<Known> {
  // Several: some will be deleted.
  for (let made = 0; made < 5; made++) await aisle.mutate("pipelines.create", { name: "fuzz", graph: fiveStepGraph });
  const list = async (procedure: string, input?: unknown) => {
    const answer = await aisle.query<unknown>(procedure, input).catch(() => []);
    const rows = Array.isArray(answer) ? answer : Object.values(answer as object).find(Array.isArray);
    return (rows ?? []) as { readonly id?: string; readonly name?: string }[];
  };
  const pipelines = await list("pipelines.list");
  const pipelineId = pipelines.flatMap(({ id }) => (id ? [id] : [])).slice(0, 12);
  const versions = (await Promise.all(pipelineId.map((id) => list("pipelines.versions", { pipelineId: id })))).flat();
  const ids = (rows: readonly { readonly id?: string }[]) => rows.flatMap(({ id }) => (id ? [id] : [])).slice(0, 20);
  const versionId = ids(versions);
  const choice = ["draft", "live", ...versionId];
  const tabId = ["tab_fuzz_1", "tab_fuzz_2"];
  return {
    ...{ pipelineId, versionId, tabId, before: choice, after: choice },
    // The live ones stay: most of the others would have nothing to act on.
    deletable: pipelines.flatMap(({ id, name }) => (id && name === "fuzz" ? [id] : [])),
    slug: ["five-step", "shelf"],
    endpoint: ["five-step", "shelf"],
    graph: [fiveStepGraph],
    jobId: ids(await list("jobs.list")),
    userId: ids(await list("people.list")),
    keyId: ids(await list("keys.list")),
    productId: ["p1", "p2", "p59", "nope"],
    decisionId: ids(await list("endpoints.requests", { limit: 20 })),
    node: ["request", "items", "sort", "answer"],
    nodes: [["request"], ["sort", "answer"]],
    templateId: ["product-search", "best-sellers-exploring"],
    baseRevision: [0, 1, 2],
    revision: [0, 1, 2],
    sinceRevision: [0, 1],
    workspaceId: ["ws_main"],
    type: ["data.endpoint-request", "rules.filter"],
    port: ["sort.items", "items.items"],
  };
}
