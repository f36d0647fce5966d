import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readSettings } from "./settings.ts";
import { StudioClient } from "./studio-client.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** How a command ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A whole Aisle of a test's own, started as `npm start` does, without the demo shop; and the command that speaks to it. */
export interface TestAisle {
  readonly home: string;
  /** A folder for files, removed with the rest. */
  readonly files: string;
  readonly workerUrl: string;
  /** Makes the owner by the start's one-time link and sets a password. */
  setOwnerPassword(password: string): Promise<void>;
  /** Runs `aisle …` in the folder for files. */
  aisle(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended>;
  /** The command's process, for signals. */
  start(args: readonly string[]): ChildProcess;
  /** A procedure of the studio. */
  ask<T>(procedure: string, input: unknown, change?: boolean): Promise<T>;
  stop(): Promise<void>;
}

/** Starts the built programs over a fresh data directory; rejects with what they said when they do not start. */
export async function startTestAisle(): Promise<TestAisle> {
  const home = await mkdtemp(join(tmpdir(), "aisle-cli-"));
  const files = await mkdtemp(join(tmpdir(), "aisle-cli-files-"));
  // The database's own OS user has to get in where tests run as root.
  await chmod(home, 0o755);
  const [studioPort, workerPort] = [await freePort(), await freePort()];
  const {
    DATABASE_URL: _database,
    REDIS_URL: _redis,
    AISLE_TOKEN: _token,
    AISLE_URL: _url,
    ...inherited
  } = process.env;
  const env = {
    ...inherited,
    AISLE_HOME: home,
    AISLE_DEMO: "0",
    AISLE_PORT: `${studioPort}`,
    AISLE_WORKER_PORT: `${workerPort}`,
  };
  const supervisor = spawn(process.execPath, [join(root, "apps/supervisor/dist/main.js")], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = async () => {
    await ended(supervisor);
    for (const folder of [home, files]) await rm(folder, { recursive: true, force: true });
  };
  const token = await ready(supervisor).catch(async (error) => {
    await stop();
    throw error;
  });
  const start = (args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    spawn(process.execPath, [join(root, "packages/cli/bin/aisle.mjs"), ...args], {
      cwd: files,
      env: { ...inherited, AISLE_HOME: home, ...more },
      stdio: ["pipe", "pipe", "pipe"],
    });
  return {
    home,
    files,
    workerUrl: `http://127.0.0.1:${workerPort}`,
    setOwnerPassword: (password) => setOwnerPassword(`http://127.0.0.1:${studioPort}`, token, password),
    aisle: (args, more) => outcome(start(args, more)),
    start,
    async ask(procedure, input, change = false) {
      const client = new StudioClient(readSettings({ AISLE_HOME: home }));
      return change ? client.mutate(procedure, input) : client.query(procedure, input);
    },
    stop,
  };
}

/** Reads a command's output until it has ended. */
export function outcome(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, stdout, stderr })));
}

async function setOwnerPassword(studioUrl: string, token: string, password: string): Promise<void> {
  const post = async (path: string, body: object, cookie = "") => {
    const response = await fetch(`${studioUrl}/api/auth/owner-link/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: studioUrl, ...(cookie === "" ? {} : { cookie }) },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(await response.text());
    return response.headers.getSetCookie().map((line) => line.split(";")[0]!);
  };
  const cookies = await post("redeem", { token });
  await post("finish", { name: "Ines", email: "ines@example.com", password }, cookies.join("; "));
}

/** Resolves to the token of the sign-in link. */
function ready(supervisor: ChildProcess): Promise<string> {
  let said = "";
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      said += chunk.toString();
      const token = /welcome\?token=([\w-]+) /.exec(said)?.[1];
      if (token !== undefined) resolve(token);
    };
    supervisor.stdout?.on("data", read);
    supervisor.stderr?.on("data", read);
    supervisor.once("exit", (code) => reject(new Error(`Aisle ended with ${code}:\n${said}`)));
  });
}

function ended(supervisor: ChildProcess): Promise<void> {
  if (supervisor.exitCode !== null || supervisor.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    supervisor.once("exit", () => resolve());
    supervisor.kill("SIGTERM");
  });
}

/** A port below those that systems hand out for outgoing connections, which could take it before its server starts. */
async function freePort(): Promise<number> {
  const port = randomInt(10_240, 32_768);
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
  return isFree ? port : freePort();
}
