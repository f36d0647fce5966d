import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "@aisle/platform/files/free-port";
import { startEmbeddedPostgres } from "@aisle/platform/postgres/embedded-postgres";
import { type StudioCalls, studioCalls } from "./studio-calls.ts";

/** A whole Aisle of a bench's own: database, studio, workers, in a folder that goes with it. */
export interface RunningAisle extends StudioCalls {
  readonly studioUrl: string;
  readonly workerUrl: string;
  readonly home: string;
  /** URL of its database. */
  readonly databaseUrl: string;
  /** Redeems the start's one-time link, once, and returns the owner's cookie. */
  signIn(): Promise<string>;
  /** Makes a pipeline of a graph, publishes it, and returns an endpoint key. */
  publish(slug: string, graph: unknown): Promise<string>;
  stop(): Promise<void>;
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
  const said = await waitForReady(child).catch(async (error) => {
    await stop();
    throw error;
  });
  const token = readFileSync(join(home, "internal-token"), "utf8").trim();
  const studioUrl = `http://127.0.0.1:${studioPort}`;
  return connect({ studioUrl, workerUrl: `http://127.0.0.1:${workerPort}`, home, databaseUrl, token, said, stop });
}

function connect(parts: {
  readonly studioUrl: string;
  readonly workerUrl: string;
  readonly home: string;
  readonly databaseUrl: string;
  readonly token: string;
  /** What the start said, its one-time link among it. */
  readonly said: () => string;
  readonly stop: () => Promise<void>;
}): RunningAisle {
  const calls = studioCalls(parts);
  const { mutate, job } = calls;
  return {
    ...parts,
    ...calls,
    async signIn() {
      const token = /welcome\?token=([\w-]+)/.exec(parts.said())?.[1];
      const response = await fetch(`${parts.studioUrl}/api/auth/owner-link/redeem`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: parts.studioUrl },
        body: JSON.stringify({ token }),
      });
      if (!response.ok) throw new Error(await response.text());
      return response.headers
        .getSetCookie()
        .map((one) => one.split(";")[0])
        .join("; ");
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
    if (response.status !== 404 && response.status !== 503) return;
    await sleep(100);
  }
  throw new Error(`${slug} was published and does not answer`);
}

/** Resolves once Aisle is ready, with what it has said until any later time; programs that end later are named on stderr too. */
function waitForReady(child: ChildProcess): Promise<() => string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout!.on("data", (chunk: Buffer) => {
      if (text.includes("Ctrl-C stops")) process.stderr.write(chunk);
      text += chunk.toString();
      if (text.includes("Aisle is ready")) resolve(() => text);
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
