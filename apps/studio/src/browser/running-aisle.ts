import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "@aisle/platform/files/free-port";

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

/** Starts the built programs with a fresh data directory and the demo shop; rejects with their output when they fail. */
export async function startAisle(): Promise<RunningAisle> {
  const home = await mkdtemp(join(tmpdir(), "aisle-browser-"));
  // The database's own OS user has to get in where tests run as root.
  await chmod(home, 0o755);
  const env = {
    ...process.env,
    AISLE_HOME: home,
    AISLE_PORT: String(await freePort()),
    AISLE_WORKER_PORT: String(await freePort()),
  };
  const child = spawn(process.execPath, [supervisor], { env, stdio: ["ignore", "pipe", "pipe"] });
  const stop = async () => {
    await ended(child);
    await rm(home, { recursive: true, force: true });
  };
  try {
    const addresses = await readAddresses(child);
    return { ...addresses, home, stop };
  } catch (error) {
    await stop();
    throw error;
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
