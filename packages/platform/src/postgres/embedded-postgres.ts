import { randomBytes } from "node:crypto";
import { chmod, chown, cp, mkdir, readFile, rename, rm, stat, truncate } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AisleError } from "@aisle/runtime/errors";
import pg from "pg";
import { freePort, portIsFree } from "../files/free-port.ts";
import { processIsAlive } from "../files/process-is-alive.ts";
import { writeAtomically } from "../files/write-atomically.ts";
import { createCluster, isWholeCluster } from "./create-cluster.ts";
import { databaseOsUser, firstClosedFolder, type OsUser } from "./os-user.ts";
import { readPostmaster } from "./postmaster.ts";
import { runProgram } from "./run-program.ts";
import { programsIn, type ServerPrograms, serverPrograms } from "./server-programs.ts";

export interface EmbeddedPostgresOptions {
  /** Folder of the server: `data/`, `password`, `server.log`. Made when absent. */
  readonly dir: string;
  /** The port to listen on when it is free; any free one when not given. */
  readonly port?: number;
  /** Speed over safety, for databases that are thrown away. */
  readonly throwaway?: boolean;
  /** Told what happens, in words for the person at the terminal. */
  readonly onProgress?: (line: string) => void;
}

/** A running PostgreSQL server of ours. */
export interface EmbeddedPostgres {
  readonly port: number;
  readonly pid: number;
  /** Whether it ran already: left over by a killed process, or started by another one. */
  readonly adopted: boolean;
  /** The connection string of one of its databases, password included. */
  url(database: string): string;
  /** Makes the database unless it exists; returns its connection string. */
  ensureDatabase(name: string): Promise<string>;
  /** Ends all connections and stops the server. */
  stop(): Promise<void>;
}

const role = "aisle";
const maxLogBytes = 10_000_000;

/**
 * Starts PostgreSQL from npm on a free loopback port, or adopts the server that already runs in this folder. The server
 * outlives this process until `stop`. Throws `config.invalid` with what to do when its OS user cannot reach the folder.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dir = resolve(options.dir);
  const dataDir = join(dir, "data");
  const user = databaseOsUser();
  await mkdir(dirname(dir), { recursive: true });
  if (user) refuseClosedFolder(dirname(dir), user);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  if (user) await chown(dir, user.uid, user.gid);
  const programs = await reachablePrograms(dir, user, options.onProgress);

  if (!(await isWholeCluster(dataDir))) {
    options.onProgress?.("Creating the database server's files");
    await createCluster({ dir, role, programs, user });
  }
  const open = async (password: string) => {
    const running = await runningServer(dataDir);
    const server = running ?? (await startServer(dir, dataDir, programs, user, options));
    return handle(programs, dataDir, user, password, { ...server, adopted: running !== undefined });
  };
  const known = await readPassword(dir);
  const server = await open(known ?? (await resetPassword(dir, dataDir, programs, user)));
  try {
    if (await accepts(server)) return server;
    options.onProgress?.("The password file and the database differ; setting a new password");
    return await open(await resetPassword(dir, dataDir, programs, user));
  } catch (error) {
    // A start that fails leaves nothing running.
    await stopServer(programs, dataDir, user).catch(() => undefined);
    throw error;
  }
}

/** Whether the server takes the password; throws whatever else goes wrong. */
async function accepts(server: EmbeddedPostgres): Promise<boolean> {
  const client = new pg.Client({ connectionString: server.url("postgres"), connectionTimeoutMillis: 30_000 });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch (error) {
    if ((error as { readonly code?: string }).code === "28P01") return false;
    throw error;
  }
}

function refuseClosedFolder(path: string, user: OsUser): void {
  const closed = firstClosedFolder(path, user);
  if (!closed) return;
  throw new AisleError(
    "config.invalid",
    `PostgreSQL refuses to run as root, so it runs as the OS user \`postgres\`, and that user may not enter ${closed}. ` +
      `Set AISLE_HOME to a folder that it can reach (for example AISLE_HOME=/var/lib/aisle), or open the way with ` +
      `\`chmod o+x ${closed}\`, or run Aisle as an ordinary user, or set DATABASE_URL.`,
    { folder: closed },
  );
}

/** The programs in node_modules, or, where the database's OS user cannot reach those, a copy beside the data. */
async function reachablePrograms(
  dir: string,
  user: OsUser | undefined,
  onProgress?: (line: string) => void,
): Promise<ServerPrograms> {
  const installed = serverPrograms();
  if (!user || !firstClosedFolder(installed.root, user)) return installed;
  const copy = join(dir, "programs");
  const source = await stat(installed.postgres);
  const there = await stat(programsIn(copy).postgres).catch(() => undefined);
  if (there?.size !== source.size) {
    onProgress?.("Copying the database programs to where their OS user can reach them");
    // Under another name until it is whole: the start may be interrupted.
    const fresh = join(dir, "unfinished-programs");
    await rm(fresh, { recursive: true, force: true });
    await cp(installed.root, fresh, { recursive: true, verbatimSymlinks: true });
    await chmod(fresh, 0o755);
    await rm(copy, { recursive: true, force: true });
    await rename(fresh, copy);
  }
  return programsIn(copy);
}

async function readPassword(dir: string): Promise<string | undefined> {
  return (await readFile(join(dir, "password"), "utf8").catch(() => "")).trim() || undefined;
}

/** Sets a new password in the server's single-user mode, which does not ask for the old one: the file was lost, or is another's. */
async function resetPassword(dir: string, dataDir: string, programs: ServerPrograms, user?: OsUser): Promise<string> {
  const password = randomBytes(24).toString("base64url");
  if (readPostmaster(dataDir)?.running) await stopServer(programs, dataDir, user);
  await runProgram(programs.postgres, ["--single", "-D", dataDir, "postgres"], {
    user,
    cwd: dir,
    input: `ALTER ROLE ${role} PASSWORD '${password}';\n`,
  });
  await writeAtomically(join(dir, "password"), `${password}\n`);
  await chmod(join(dir, "password"), 0o600);
  return password;
}

/** The server that runs on this data directory, once it takes connections; clears a pid file of another program. */
async function runningServer(dataDir: string): Promise<{ pid: number; port: number } | undefined> {
  for (let waitedMs = 0; waitedMs < 60_000; waitedMs += 100) {
    const found = readPostmaster(dataDir);
    if (!found) return undefined;
    if (!found.running) {
      // The server itself replaces a dead one's file; it refuses when another program now has that process id.
      await rm(join(dataDir, "postmaster.pid"), { force: true }).catch(() => undefined);
      return undefined;
    }
    if (found.ready) return { pid: found.pid, port: found.port };
    await sleep(100);
  }
  throw new AisleError("database.unavailable", `The database server on ${dataDir} has not become ready for 60 s.`);
}

async function startServer(
  dir: string,
  dataDir: string,
  programs: ServerPrograms,
  user: OsUser | undefined,
  { port: requestedPort, throwaway }: EmbeddedPostgresOptions,
): Promise<{ pid: number; port: number }> {
  const log = join(dir, "server.log");
  const size = (await stat(log).catch(() => undefined))?.size ?? 0;
  if (size > maxLogBytes) await truncate(log);
  const unsafe = throwaway ? ["fsync=off", "synchronous_commit=off", "full_page_writes=off"] : [];
  let last: unknown;
  for (let attempt = 0; attempt < 5; attempt++) {
    // An attempt that was given up may have come up meanwhile.
    const late = attempt === 0 ? undefined : await runningServer(dataDir).catch(() => undefined);
    if (late !== undefined) return late;
    const port =
      requestedPort !== undefined && (await portIsFree(requestedPort, "127.0.0.1")) ? requestedPort : await freePort();
    const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=150", ...unsafe];
    const flags = [`-p ${port}`, ...settings.map((setting) => `-c ${setting}`)].join(" ");
    try {
      await runProgram(programs.pgCtl, ["start", "-w", "-t", "60", "-s", "-D", dataDir, "-l", log, "-o", flags], {
        user,
        cwd: dir,
      });
      const found = readPostmaster(dataDir);
      if (found?.running) return { pid: found.pid, port };
    } catch (error) {
      last = error;
    }
    // The port was taken in between, or a killed server's last connections still hold its memory: they go within seconds.
    await sleep(500 * (attempt + 1));
  }
  await stopServer(programs, dataDir, user).catch(() => undefined);
  const tail = (await readFile(log, "utf8").catch(() => "")).trim().split("\n").slice(-3).join(" | ");
  throw new AisleError(
    "database.unavailable",
    `The database server did not start: ${tail} (whole log: ${log})`,
    {},
    last,
  );
}

async function stopServer(programs: ServerPrograms, dataDir: string, user?: OsUser): Promise<void> {
  const stop = (mode: string, seconds: number) =>
    runProgram(programs.pgCtl, ["stop", "-w", "-s", "-t", String(seconds), "-m", mode, "-D", dataDir], {
      user,
      cwd: dataDir,
    });
  if (!readPostmaster(dataDir)?.running) return;
  try {
    await stop("fast", 4);
  } catch {
    if (readPostmaster(dataDir)?.running) await stop("immediate", 1);
  }
}

function handle(
  programs: ServerPrograms,
  dataDir: string,
  user: OsUser | undefined,
  password: string,
  server: { readonly pid: number; readonly port: number; readonly adopted: boolean },
): EmbeddedPostgres {
  const url = (database: string) => `postgresql://${role}:${password}@127.0.0.1:${server.port}/${database}`;
  return {
    ...server,
    url,
    async ensureDatabase(name) {
      const client = new pg.Client({ connectionString: url("postgres") });
      await client.connect();
      try {
        const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [name]);
        if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
      } finally {
        await client.end();
      }
      return url(name);
    },
    async stop() {
      await stopServer(programs, dataDir, user);
      // pg_ctl is done when the pid file is gone, a moment before the process is.
      for (let waitedMs = 0; waitedMs < 2000 && processIsAlive(server.pid); waitedMs += 10) await sleep(10);
    },
  };
}
