import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "@aisle/platform/files/free-port";
import { processIsAlive } from "@aisle/platform/files/process-is-alive";
import { readPostmaster } from "@aisle/platform/postgres/postmaster";
import { type StudioCalls, studioCalls } from "../serving/studio-calls.ts";

/** One of the processes that faults are done to. The second ones run beside the supervisor's. */
export type ProcessName = "studio" | "serving worker" | "job worker" | "second serving worker" | "second job worker";

const workerScript = "apps/worker/dist/main.js";
const clockShift = fileURLToPath(new URL("../../faults/shift-clock.mjs", import.meta.url));

/**
 * An installation as `npm start` makes it, with a second serving worker and a second job worker beside it on the same data
 * directory, so that whatever is killed, another one of its kind runs.
 */
export class AisleUnderFaults {
  readonly home: string;
  /** Whether the decision spool lies on a small file system of its own, which can be filled. */
  readonly smallSpool: boolean;
  readonly studioUrl: string;
  /** Addresses of the two serving workers. */
  readonly workerUrls: readonly [string, string];
  readonly #env: NodeJS.ProcessEnv;
  readonly #secondEnv: NodeJS.ProcessEnv;
  readonly #seconds = new Map<ProcessName, ChildProcess>();
  #supervisor: ChildProcess | undefined;
  #stopping = false;

  static async start(): Promise<AisleUnderFaults> {
    const ports = { studio: await freePort(), first: await freePort(), second: await freePort() };
    const aisle = new AisleUnderFaults(ports);
    await aisle.startSupervisor();
    for (const name of ["second serving worker", "second job worker"] as const) aisle.#track(name);
    await aisle.allServe();
    return aisle;
  }

  private constructor({ studio, first, second }: { studio: number; first: number; second: number }) {
    this.home = mkdtempSync(join(tmpdir(), "aisle-faults-"));
    // The database's OS user must be able to enter it.
    chmodSync(this.home, 0o755);
    const spool = join(this.home, "spool");
    mkdirSync(spool);
    this.smallSpool = spawnSync("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", spool]).status === 0;
    this.studioUrl = `http://127.0.0.1:${studio}`;
    this.workerUrls = [`http://127.0.0.1:${first}`, `http://127.0.0.1:${second}`];
    const env: NodeJS.ProcessEnv = { ...process.env, AISLE_HOME: this.home, AISLE_DEMO: "0", AISLE_LOG: "error" };
    delete env.DATABASE_URL;
    this.#env = { ...env, AISLE_PORT: String(studio), AISLE_WORKER_PORT: String(first) };
    this.#secondEnv = { ...env, AISLE_WORKER_PORT: String(second), NODE_ENV: "production" };
  }

  get token(): string {
    return readFileSync(join(this.home, "internal-token"), "utf8").trim();
  }

  get calls(): StudioCalls {
    return studioCalls({ studioUrl: this.studioUrl, token: this.token });
  }

  get databaseUrl(): string {
    const password = readFileSync(join(this.home, "postgres/password"), "utf8").trim();
    return `postgresql://aisle:${password}@127.0.0.1:${this.#postmaster()?.port}/aisle`;
  }

  /** Starts the supervisor, or starts it again after a kill; resolves when it says that Aisle is ready. */
  async startSupervisor(): Promise<void> {
    const child = spawn(process.execPath, ["apps/supervisor/dist/main.js"], {
      env: this.#env,
      stdio: ["ignore", "pipe", "inherit"],
      detached: true,
    });
    this.#supervisor = child;
    await new Promise<void>((resolve, reject) => {
      let text = "";
      child.stdout!.on("data", (chunk: Buffer) => {
        if (text.length < 1e6) text += chunk.toString();
        if (text.includes("Aisle is ready")) resolve();
      });
      child.once("exit", (code) => reject(new Error(`the supervisor ended with ${code}:\n${text}`)));
    });
  }

  killSupervisor(): void {
    this.#supervisor?.kill("SIGKILL");
  }

  /** Sends a signal to one process; a second one that ends is started again, as the supervisor does with its own. */
  signal(name: ProcessName, signal: NodeJS.Signals): void {
    const pid = this.#seconds.get(name)?.pid ?? this.#supervised(name);
    if (pid !== undefined) process.kill(pid, signal);
  }

  /** Sends a signal to the database server and all its backends. */
  signalDatabase(signal: NodeJS.Signals): void {
    const server = this.#postmaster()?.pid;
    if (server === undefined) return;
    const { stdout } = spawnSync("ps", ["-o", "pid=", "--ppid", String(server)], { encoding: "utf8" });
    // A stopped postmaster starts no new backend while the others are stopped.
    for (const pid of [server, ...stdout.split("\n").map(Number).filter(Boolean)]) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended meanwhile.
      }
    }
  }

  /** Starts one more job worker whose clock is wrong by so many milliseconds; ends it when the returned function is called. */
  startWithWrongClock(shiftMs: number): () => Promise<void> {
    const env = {
      ...this.#fullEnv(),
      NODE_OPTIONS: `--import=${clockShift}`,
      AISLE_BENCH_CLOCK_MS: String(shiftMs),
    };
    const child = spawn(process.execPath, [workerScript, "jobs"], { env, stdio: "ignore" });
    return () => ended(child, "SIGTERM");
  }

  /** Waits until both serving workers and the studio answer their health checks. */
  async allServe(withinMs = 120_000): Promise<void> {
    const until = Date.now() + withinMs;
    for (const url of [...this.workerUrls, this.studioUrl]) {
      while (!(await healthy(url))) {
        if (Date.now() > until) throw new Error(`${url}/health is not well again after ${withinMs / 1000} s`);
        await sleep(200);
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    for (const child of this.#seconds.values()) await ended(child, "SIGTERM");
    if (this.#supervisor !== undefined) await ended(this.#supervisor, "SIGTERM");
    if (this.smallSpool) spawnSync("umount", ["-l", join(this.home, "spool")]);
    rmSync(this.home, { recursive: true, force: true });
  }

  /** Files that wait in the spool. */
  spoolFiles(): readonly string[] {
    return readdirSync(join(this.home, "spool"));
  }

  #track(name: "second serving worker" | "second job worker"): void {
    if (this.#stopping) return;
    const role = name === "second serving worker" ? "serve" : "jobs";
    const child = spawn(process.execPath, [workerScript, role], {
      env: this.#fullEnv(),
      stdio: ["ignore", "ignore", "inherit"],
    });
    this.#seconds.set(name, child);
    child.once("exit", () => setTimeout(() => this.#track(name), 500));
  }

  #fullEnv(): NodeJS.ProcessEnv {
    return { ...this.#secondEnv, DATABASE_URL: this.databaseUrl, AISLE_INTERNAL_TOKEN: this.token };
  }

  #postmaster() {
    return readPostmaster(join(this.home, "postgres/data"));
  }

  #supervised(name: ProcessName): number | undefined {
    const { children } = JSON.parse(readFileSync(join(this.home, "running.json"), "utf8")) as {
      children: { name: string; pid: number }[];
    };
    const pid = children.find((child) => child.name === name)?.pid;
    return pid !== undefined && processIsAlive(pid) ? pid : undefined;
  }
}

async function healthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(3000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  const kill = setTimeout(() => child.kill("SIGKILL"), 20_000);
  await exit;
  clearTimeout(kill);
}
