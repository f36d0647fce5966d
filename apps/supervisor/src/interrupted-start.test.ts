import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "@aisle/platform/files/free-port";
import { createPool } from "@aisle/platform/postgres/pool";
import { readPostmaster } from "@aisle/platform/postgres/postmaster";
import { afterEach, beforeEach, expect, it } from "vitest";

const fixture = fileURLToPath(new URL("start.fixture.mjs", import.meta.url));
const creating = "Creating the database server's files";

let home: string;
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "aisle-interrupted-"));
  await chmod(home, 0o755);
  const ports = { AISLE_PORT: String(await freePort()), AISLE_WORKER_PORT: String(await freePort()) };
  env = { ...process.env, DATABASE_URL: "", AISLE_HOME: home, AISLE_DEMO: "0", ...ports };
});
afterEach(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));

/** A supervisor in a process of its own; `saw` resolves once it has said a text. */
function start() {
  const child = spawn(process.execPath, [fixture], { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  const saw = async (text: string) => {
    while (!said.includes(text)) {
      if (child.exitCode !== null) throw new Error(`It ended before “${text}”:\n${said}`);
      await sleep(10);
    }
  };
  return { child, saw };
}

/** The process and everything it started, from the list of processes. */
function family(pid: number): number[] {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid="]).toString().trim().split("\n");
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number) as [number, number]);
  const found = [pid];
  for (const parent of found) found.push(...pairs.filter(([, ppid]) => ppid === parent).map(([child]) => child));
  return found;
}

function kill(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended meanwhile.
    }
  }
}

it.skipIf(process.platform === "win32").each([
  [30, "with its initdb"],
  [250, "with its initdb"],
  [600, "with its initdb"],
  [600, "alone"],
  [1200, "with its initdb"],
  [2500, "with its initdb"],
])("starts after the first start was killed %i ms into the creation of the database, %s", async (ms, who) => {
  const first = start();
  await first.saw(creating);
  await sleep(ms);
  const ended = once(first.child, "exit");
  kill(who === "alone" ? [first.child.pid!] : family(first.child.pid!));
  await ended;

  const second = start();
  await second.saw("ready {");
  const data = join(home, "postgres/data");
  expect(readPostmaster(data)?.running).toBe(true);
  const stopped = once(second.child, "exit");
  second.child.kill("SIGTERM");
  await stopped;
  expect(readPostmaster(data)?.running ?? false).toBe(false);
  const left = await readdir(join(home, "postgres"));
  // An initdb that was left to itself may still have been writing; the rest is gone.
  if (who !== "alone") expect(left.filter((name) => /^unfinished-|^data-/.test(name))).toEqual([]);
});

it.skipIf(process.platform === "win32")("leaves no server running when the start fails", async () => {
  const first = start();
  await first.saw("ready {");
  const data = join(home, "postgres/data");
  const { port } = readPostmaster(data)!;
  const password = (await readFile(join(home, "postgres/password"), "utf8")).trim();
  const pool = createPool(`postgresql://aisle:${password}@127.0.0.1:${port}/aisle`);
  await pool.query(`update "_prisma_migrations" set finished_at = null`);
  await pool.end();
  const stopped = once(first.child, "exit");
  first.child.kill("SIGTERM");
  await stopped;

  const second = start();
  await once(second.child, "exit");
  expect(second.child.exitCode).not.toBe(0);
  expect(readPostmaster(data)?.running ?? false).toBe(false);
});
