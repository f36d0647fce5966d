import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { repositoryRoot } from "@aisle/platform/files/aisle-home";
import { type FileLock, tryFileLock } from "@aisle/platform/files/file-lock";
import { portIsFree } from "@aisle/platform/files/free-port";
import { processCommand } from "@aisle/platform/files/process-command";
import { createPool } from "@aisle/platform/postgres/pool";
import { AisleError } from "@aisle/runtime/errors";
import { type Child, type ChildSpec, keepRunning } from "./child.ts";
import { type Database, openDatabase } from "./database.ts";
import { offerDemoShop } from "./demo-shop.ts";
import { ensureWorkspace, makeSignInToken } from "./first-run.ts";
import { pointToHome, readRunning, removeRunning, stopOrphans, writeRunning } from "./running-file.ts";
import { type Settings, storedSecret } from "./settings.ts";

export interface Reports {
  /** What happens, in words for the person at the terminal. */
  readonly progress: (line: string) => void;
  /** A line that one of the programs printed. */
  readonly output: (name: string, line: string) => void;
}

/** Where a running installation is reached. */
export interface Addresses {
  readonly studio: string;
  readonly worker: string;
  /** Signs the owner in, once. */
  readonly signIn: string;
}

const childGraceMs = 4000;

/**
 * One installation: the database and the programs on it. `start` resolves when all answer; `stop` ends everything
 * within 10 s and may be called at any time.
 */
export class Aisle {
  readonly #settings: Settings;
  readonly #reports: Reports;
  readonly #programs: readonly Program[];
  readonly #stopping = new AbortController();
  #lock: FileLock | undefined;
  #opening: Promise<Database | undefined> = Promise.resolve(undefined);
  #children: Child[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(settings: Settings, reports: Reports, programs: readonly Program[] = installedPrograms) {
    this.#settings = settings;
    this.#reports = reports;
    this.#programs = programs;
  }

  async start(): Promise<Addresses> {
    const { home, host, studioPort, workerPort, homeNote } = this.#settings;
    const { progress } = this.#reports;
    if (homeNote) progress(homeNote);
    await mkdir(home, { recursive: true });
    await this.#lockHome();
    await pointToHome(home);
    const orphans = await stopOrphans(await readRunning(home));
    if (orphans.length > 0) progress(`Stopped what a killed supervisor left running: ${orphans.join(", ")}`);
    await refuseTakenPort("AISLE_PORT", studioPort, host);
    await refuseTakenPort("AISLE_WORKER_PORT", workerPort, host);

    const opening = openDatabase(this.#settings, progress);
    this.#opening = opening.catch(() => undefined);
    const database = await opening;
    const pool = createPool(database.url, { max: 2, name: "aisle supervisor" });
    try {
      const workspaceId = await ensureWorkspace(pool);
      if (!this.#stopping.signal.aborted) {
        progress("Starting the studio and the workers");
        await this.#startPrograms(database.url);
        const demo = { pool, databaseUrl: database.url, workspaceId };
        await offerDemoShop(this.#settings, demo, progress, this.#stopping.signal);
      }
      const studio = `http://${reachable(host)}:${studioPort}`;
      const signIn = `${studio}/welcome?token=${await makeSignInToken(pool)}`;
      return { studio, worker: `http://${reachable(host)}:${workerPort}`, signIn };
    } finally {
      await pool.end();
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const database = await this.#opening;
    await Promise.all(this.#children.map((child) => child.stop(childGraceMs)));
    await database?.stop();
    if (this.#lock) {
      await this.#writing;
      await removeRunning(this.#settings.home);
      await this.#lock.release();
    }
  }

  async #lockHome(): Promise<void> {
    const { home } = this.#settings;
    const lock = await tryFileLock(join(home, "supervisor.lock"), (pid) =>
      /start\.mjs|supervisor/.test(processCommand(pid)),
    );
    if ("release" in lock) {
      this.#lock = lock;
      return;
    }
    const running = await readRunning(home);
    const where = running ? ` at ${running.studioUrl}` : "";
    throw new AisleError(
      "config.invalid",
      `Aisle runs already${where} on ${home} (process ${lock.heldBy}). ` +
        "Stop that one first (Ctrl-C in its terminal), or set AISLE_HOME, AISLE_PORT and AISLE_WORKER_PORT for a second one.",
    );
  }

  async #startPrograms(databaseUrl: string): Promise<void> {
    const { home, host, studioPort, workerPort } = this.#settings;
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      NODE_ENV: process.env.NODE_ENV ?? "production",
      AISLE_HOME: home,
      AISLE_HOST: host,
      AISLE_PORT: String(studioPort),
      AISLE_WORKER_PORT: String(workerPort),
      AISLE_WORKER_URL: `http://${reachable(host)}:${workerPort}`,
      AISLE_SECRET: process.env.AISLE_SECRET ?? (await storedSecret(home, "secret")),
      AISLE_INTERNAL_TOKEN: process.env.AISLE_INTERNAL_TOKEN ?? (await storedSecret(home, "internal-token")),
      DATABASE_URL: databaseUrl,
    };
    const ports = { studio: studioPort, worker: workerPort };
    const specs = this.#programs.map(({ health, ...program }): ChildSpec => {
      const spec = { ...program, env, cwd: repositoryRoot };
      return health ? { ...spec, healthUrl: `http://${reachable(host)}:${ports[health]}/health` } : spec;
    });
    if (this.#stopping.signal.aborted) return;
    const changed = () => this.#noteRunning(specs);
    this.#children = specs.map((spec) =>
      keepRunning(spec, { output: this.#reports.output, notice: this.#reports.progress, changed }),
    );
    const stopped = new Promise<void>((resolve) =>
      this.#stopping.signal.addEventListener("abort", () => resolve(), { once: true }),
    );
    await Promise.race([Promise.all(this.#children.map((child) => child.ready)), stopped]);
  }

  /** Writes down which processes run; one write after the other, so that the last one holds the latest. */
  #noteRunning(specs: readonly ChildSpec[]): void {
    const { home, host, studioPort, workerPort } = this.#settings;
    this.#writing = this.#writing.then(() => {
      const children = this.#children.flatMap(({ name, pid }, index) =>
        pid === undefined ? [] : [{ name, pid, script: specs[index]!.script }],
      );
      const studioUrl = `http://${reachable(host)}:${studioPort}`;
      const workerUrl = `http://${reachable(host)}:${workerPort}`;
      return writeRunning(home, { pid: process.pid, studioUrl, workerUrl, children }).catch(() => undefined);
    });
  }
}

/** A program to run: a `ChildSpec` whose environment is the supervisor's business. */
export interface Program {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
  /** The port on which it answers /health, if any. */
  readonly health?: "studio" | "worker";
  readonly maxSilenceMs?: number;
}

const installedPrograms: readonly Program[] = [
  { name: "studio", script: join(repositoryRoot, "apps/studio/dist/main.js"), args: [], health: "studio" },
  {
    name: "serving worker",
    script: join(repositoryRoot, "apps/worker/dist/main.js"),
    args: ["serve"],
    health: "worker",
  },
  { name: "job worker", script: join(repositoryRoot, "apps/worker/dist/main.js"), args: ["jobs"] },
];

async function refuseTakenPort(variable: string, port: number, host: string): Promise<void> {
  if (await portIsFree(port, host)) return;
  throw new AisleError(
    "config.invalid",
    `Port ${port} of ${host} is taken by another program. Stop that one, or choose another port: ${variable}=${port + 100} npm start`,
  );
}

/** An address that listens on every interface is reached over the loopback one. */
function reachable(host: string): string {
  return host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
}
