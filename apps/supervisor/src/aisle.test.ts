import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "@aisle/platform/files/free-port";
import { processIsAlive } from "@aisle/platform/files/process-is-alive";
import { createPool } from "@aisle/platform/postgres/pool";
import { readPostmaster } from "@aisle/platform/postgres/postmaster";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Aisle, type Program } from "./aisle.ts";
import { readSettings, type Settings } from "./settings.ts";

const script = fileURLToPath(new URL("program.fixture.mjs", import.meta.url));
const program = (role: string, health?: Program["health"]): Program => ({
  name: role,
  script,
  args: [role],
  ...(health ? { health } : {}),
});

let home: string;
let settings: Settings;
let lines: string[];
let running: Aisle[];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "aisle-supervisor-"));
  await chmod(home, 0o755);
  const ports = { AISLE_PORT: String(await freePort()), AISLE_WORKER_PORT: String(await freePort()) };
  settings = readSettings({ AISLE_HOME: home, AISLE_DEMO: "0", ...ports });
  lines = [];
  running = [];
});
afterEach(async () => {
  for (const aisle of running) await aisle.stop();
  await rm(home, { recursive: true, force: true });
});

const make = (...programs: Program[]) => {
  const aisle = new Aisle(settings, { progress: (line) => lines.push(line), output: () => undefined }, programs);
  running.push(aisle);
  return aisle;
};
const health = async () => {
  const signal = AbortSignal.timeout(1000);
  const response = await fetch(`http://127.0.0.1:${settings.studioPort}/health`, { signal });
  return (await response.json()) as { pid: number; database: string };
};
const ids = async () => {
  const noted = JSON.parse(await readFile(join(home, "running.json"), "utf8")) as { children: { pid: number }[] };
  return noted.children.map(({ pid }) => pid);
};

it("starts the database and the programs, makes a link that signs in once, and leaves no process behind", async () => {
  const aisle = make(program("studio", "studio"), program("serve", "worker"), program("jobs"));
  const addresses = await aisle.start();
  const token = new URL(addresses.signIn).searchParams.get("token");
  expect(token).toHaveLength(32);
  const { database } = await health();
  const pool = createPool(database);
  const { rows } = await pool.query(
    "select encode(sha256($1::bytea), 'hex') = encode(token_hash, 'hex') as same from sign_in_link",
    [token],
  );
  expect(rows).toEqual([{ same: true }]);
  expect((await pool.query("select id from workspace")).rows).toEqual([{ id: "ws_main" }]);
  await pool.end();
  const pids = [...(await ids()), readPostmaster(join(home, "postgres/data"))!.pid];
  expect(pids).toHaveLength(4);

  const before = Date.now();
  await aisle.stop();
  expect(Date.now() - before).toBeLessThan(10_000);
  expect(pids.filter(processIsAlive)).toEqual([]);

  const again = Date.now();
  await make(program("studio", "studio")).start();
  expect(Date.now() - again).toBeLessThan(10_000);
});

it("starts a crashed program again", async () => {
  await make(program("studio", "studio")).start();
  const first = await health();
  await fetch(`http://127.0.0.1:${settings.studioPort}/crash`).catch(() => undefined);
  await vi.waitFor(async () => expect((await health()).pid).not.toBe(first.pid), { timeout: 10_000, interval: 100 });
  expect(lines).toContain("studio ended with code 7; starting it again in 0.5 s");
});

it("ends a program whose event loop stands still and starts it again, but not one that somebody has stopped", async () => {
  await make({ ...program("studio", "studio"), maxSilenceMs: 2000 }).start();
  const first = await health();
  process.kill(first.pid, "SIGSTOP");
  await sleep(4500);
  process.kill(first.pid, "SIGCONT");
  expect((await health()).pid).toBe(first.pid);

  await fetch(`http://127.0.0.1:${settings.studioPort}/busy`);
  await vi.waitFor(async () => expect((await health()).pid).not.toBe(first.pid), { timeout: 15_000, interval: 100 });
  expect(lines).toContain("studio has not moved for more than 2 s; ending it");
  expect(lines).toContain("studio ended with SIGKILL; starting it again in 0.5 s");
});

it("starts a killed database again on the same port", async () => {
  await make(program("studio", "studio")).start();
  const data = join(home, "postgres/data");
  const before = readPostmaster(data)!;
  process.kill(before.pid, "SIGKILL");
  const fixed = () => {
    expect(readPostmaster(data)).toMatchObject({ ready: true, running: true });
    expect(readPostmaster(data)?.pid).not.toBe(before.pid);
  };
  await vi.waitFor(fixed, { timeout: 15_000 });
  expect(readPostmaster(data)!.port).toBe(before.port);
});

it("stops within 10 s although a program ignores the request", async () => {
  const aisle = make(program("stubborn"));
  await aisle.start();
  const [pid] = await ids();
  const before = Date.now();
  await aisle.stop();
  expect(Date.now() - before).toBeLessThan(10_000);
  expect(processIsAlive(pid!)).toBe(false);
});

it("says what a program said that does not start", async () => {
  await expect(make(program("broken")).start()).rejects.toThrow(/broken did not start.*\n.*plans\.json/);
});

it("says which port is taken and how to choose another", async () => {
  const other = createServer().listen(settings.workerPort, "127.0.0.1");
  await expect(make(program("studio", "studio")).start()).rejects.toThrow(
    new RegExp(`Port ${settings.workerPort} .* taken.*AISLE_WORKER_PORT=\\d+ npm start`),
  );
  other.close();
});

it("refuses a second one on the same data and says where the first one is", async () => {
  await make(program("studio", "studio")).start();
  await expect(make(program("studio", "studio")).start()).rejects.toThrow(
    new RegExp(`runs already at http://127.0.0.1:${settings.studioPort} .*process ${process.pid}`),
  );
  expect((await health()).pid).toBeGreaterThan(0);
});

it("names the variable that is wrong", () => {
  expect(() => readSettings({ AISLE_HOME: home, AISLE_PORT: "http" })).toThrow(
    /AISLE_PORT must be a port number.*"http"/,
  );
  expect(() => readSettings({ AISLE_HOME: home, AISLE_PORT: "4401" })).toThrow(/must differ/);
});

it("takes over from a supervisor that was killed: stops its programs, adopts its database", async () => {
  const start = () => {
    const env = {
      ...process.env,
      AISLE_HOME: home,
      AISLE_DEMO: "0",
      AISLE_PORT: String(settings.studioPort),
      AISLE_WORKER_PORT: String(settings.workerPort),
    };
    const child = spawn(process.execPath, [fileURLToPath(new URL("start.fixture.mjs", import.meta.url))], {
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    child.stdout.setEncoding("utf8").on("data", (text: string) => lines.push(...text.trim().split("\n")));
    return child;
  };
  const ready = (child: ChildProcess, times: number) =>
    vi.waitFor(
      () => {
        expect(child.exitCode).toBeNull();
        expect(lines.filter((line) => line.startsWith("ready"))).toHaveLength(times);
      },
      { timeout: 20_000 },
    );
  const first = start();
  await ready(first, 1);
  const orphans = await ids();
  const database = readPostmaster(join(home, "postgres/data"))!.pid;
  first.kill("SIGKILL");
  await vi.waitFor(() => expect(processIsAlive(first.pid!)).toBe(false));
  expect(orphans.filter(processIsAlive)).toEqual(orphans);

  const second = start();
  await ready(second, 2);
  expect(lines).toContain("Stopped what a killed supervisor left running: studio, jobs");
  expect(lines).toContain("Took over the database server that was left running");
  expect(orphans.filter(processIsAlive)).toEqual([]);
  expect(readPostmaster(join(home, "postgres/data"))!.pid).toBe(database);
  const last = [...(await ids()), database];
  second.kill("SIGTERM");
  await vi.waitFor(() => expect(last.filter(processIsAlive)).toEqual([]), { timeout: 10_000 });
});
