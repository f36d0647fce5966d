import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "@aisle/platform/files/free-port";
import { startEmbeddedPostgres } from "@aisle/platform/postgres/embedded-postgres";

/** A whole Aisle of a bench's own: database, studio, workers, in a folder that goes with it. */
export interface RunningAisle {
  readonly studioUrl: string;
  readonly workerUrl: string;
  readonly home: string;
  /** URL of its database. */
  readonly databaseUrl: string;
  query<T>(procedure: string, input?: unknown): Promise<T>;
  mutate<T>(procedure: string, input: unknown): Promise<T>;
  /** Uploads a file's bytes for an import and waits for its end. */
  import(kind: "catalog" | "events" | "stock", fileName: string, bytes: Uint8Array, map?: object): Promise<Job>;
  /** Waits for a job and returns it; throws its error when it failed. */
  job(jobId: string): Promise<Job>;
  /** Makes a pipeline of a graph, publishes it, and returns an endpoint key. */
  publish(slug: string, graph: unknown): Promise<string>;
  stop(): Promise<void>;
}

export interface Job {
  readonly state: "waiting" | "active" | "done" | "failed";
  readonly error: { readonly message: string } | null;
  readonly import?: { readonly read: number; readonly stored: number; readonly rejected: number };
}

/** Starts Aisle as `npm start` does, on free ports, without the demo shop. */
export async function startAisle(env: NodeJS.ProcessEnv = {}): Promise<RunningAisle> {
  const home = mkdtempSync(join(tmpdir(), "aisle-bench-"));
  // The database's OS user must be able to enter it.
  chmodSync(home, 0o755);
  const postgres = await startEmbeddedPostgres({ dir: join(home, "postgres") });
  const databaseUrl = await postgres.ensureDatabase("aisle");
  const [studioPort, workerPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, ["apps/supervisor/dist/main.js"], {
    env: {
      ...process.env,
      AISLE_DEMO: "0",
      ...env,
      AISLE_HOME: home,
      DATABASE_URL: databaseUrl,
      AISLE_PORT: String(studioPort),
      AISLE_WORKER_PORT: String(workerPort),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stop = async () => {
    await stopChild(child);
    await postgres.stop();
    rmSync(home, { recursive: true, force: true });
  };
  await waitForReady(child).catch(async (error) => {
    await stop();
    throw error;
  });
  const token = readFileSync(join(home, "internal-token"), "utf8").trim();
  const studioUrl = `http://127.0.0.1:${studioPort}`;
  return connect({ studioUrl, workerUrl: `http://127.0.0.1:${workerPort}`, home, databaseUrl, token, stop });
}

function connect(parts: {
  readonly studioUrl: string;
  readonly workerUrl: string;
  readonly home: string;
  readonly databaseUrl: string;
  readonly token: string;
  readonly stop: () => Promise<void>;
}): RunningAisle {
  const { studioUrl, token } = parts;
  const call = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const response = await fetch(studioUrl + path, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${token}` },
    });
    const answer = (await response.json()) as T;
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const json = (input: unknown) => ({
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(input),
  });
  const mutate = async <T>(procedure: string, input: unknown) =>
    (await call<{ result: { data: T } }>(`/trpc/${procedure}`, json(input))).result.data;
  const query = async <T>(procedure: string, input?: unknown) => {
    const search = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
    return (await call<{ result: { data: T } }>(`/trpc/${procedure}${search}`)).result.data;
  };
  const job = async (jobId: string): Promise<Job> => {
    for (;;) {
      const found = await query<Job>("jobs.get", { jobId });
      if (found.state === "done") return found;
      if (found.state === "failed") throw new Error(found.error?.message);
      await sleep(100);
    }
  };
  return {
    ...parts,
    query,
    mutate,
    job,
    async import(kind, fileName, bytes, map = {}) {
      const search = new URLSearchParams({ file: fileName, map: JSON.stringify(map) });
      const { jobId } = await call<{ jobId: string }>(`/api/import/${kind}?${search}`, {
        method: "POST",
        headers: { "content-type": "application/octet-stream" },
        body: bytes as unknown as BodyInit,
      });
      return job(jobId);
    },
    async publish(slug, graph) {
      const { pipelineId } = await mutate<{ pipelineId: string }>("pipelines.create", { name: slug, graph });
      const { jobId } = await mutate<{ jobId: string }>("pipelines.publish", {
        pipelineId,
        slug,
        name: slug,
        notes: "",
        revision: 0,
      });
      await job(jobId);
      const { key } = await mutate<{ key: string }>("keys.create", { kind: "endpoint", name: "bench" });
      await serving(parts.workerUrl, slug, key);
      return key;
    },
  };
}

/** A version is live once the serving process has prepared it. */
async function serving(workerUrl: string, slug: string, key: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const response = await fetch(`${workerUrl}/v1/${slug}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
      body: "{}",
    });
    await response.arrayBuffer();
    if (response.status !== 404) return;
    await sleep(100);
  }
  throw new Error(`${slug} was published and does not answer`);
}

function waitForReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout!.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("Aisle is ready")) resolve();
    });
    child.once("exit", (code) => reject(new Error(`Aisle ended with ${code}:\n${text}`)));
  });
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode === null) {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  }
}
