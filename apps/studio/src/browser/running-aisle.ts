import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "@aisle/platform/files/free-port";
import { copyDemoShopHome } from "./demo-shop-home.ts";

const supervisor = fileURLToPath(new URL("../../../supervisor/dist/main.js", import.meta.url));

/** A whole Aisle of its own, as `npm start` runs it, for tests in a browser. */
export interface RunningAisle {
  /** Data directory. */
  readonly home: string;
  readonly studio: string;
  readonly endpoints: string;
  readonly signIn: string;
  stop(): Promise<void>;
}

/**
 * Starts the built programs with the demo shop; rejects with their output when they fail. `fresh` makes everything as a first start
 * does, others begin with a copy of what a first start made.
 */
export async function startAisle({ fresh = false } = {}): Promise<RunningAisle> {
  const home = await mkdtemp(join(tmpdir(), "aisle-browser-"));
  const remove = () => rm(home, { recursive: true, force: true });
  try {
    // The database's own OS user has to get in where tests run as root.
    await chmod(home, 0o755);
    if (!fresh) {
      await copyDemoShopHome(home, async (folder) => {
        const { studio, stop } = await startIn(folder);
        await jobsEnded(studio, folder).finally(stop);
      });
    }
    const { stop, ...addresses } = await startIn(home);
    return { ...addresses, home, stop: () => stop().then(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function startIn(home: string): Promise<Omit<RunningAisle, "home">> {
  const env = {
    ...process.env,
    AISLE_HOME: home,
    AISLE_PORT: String(await freePort()),
    AISLE_WORKER_PORT: String(await freePort()),
  };
  const child = spawn(process.execPath, [supervisor], { env, stdio: ["ignore", "pipe", "pipe"] });
  const stop = () => ended(child);
  try {
    return { ...(await readAddresses(child)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits until nothing is left of what a first start begins: a copy of unfinished work would go on in each test. */
async function jobsEnded(studio: string, home: string): Promise<void> {
  const token = (await readFile(join(home, "internal-token"), "utf8")).trim();
  for (let free = 0; free < 2; await sleep(200)) {
    const answer = await fetch(`${studio}/trpc/jobs.list`, { headers: { authorization: `Bearer ${token}` } });
    const { result } = (await answer.json()) as { result: { data: readonly { readonly state: string }[] } };
    const isOpen = result.data.some(({ state }) => state === "waiting" || state === "active");
    // Between two jobs neither may be listed.
    free = isOpen ? 0 : free + 1;
  }
}

function readAddresses(child: ChildProcess): Promise<Omit<RunningAisle, "stop" | "home">> {
  return new Promise((resolve, reject) => {
    let output = "";
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const address = (name: string) => new RegExp(`${name}\\s+(http\\S+)`).exec(output)?.[1];
      const [studio, endpoints, signIn] = [address("Studio"), address("Endpoints"), address("Sign in")];
      if (studio !== undefined && endpoints !== undefined && signIn !== undefined)
        resolve({ studio, endpoints, signIn });
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code) => reject(new Error(`Aisle ended with ${code}:\n${output}`)));
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}
