import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CommandError } from "./command-error.ts";

/** Where the studio is and how this command shows that it may use it. */
export interface Settings {
  readonly studioUrl: string;
  readonly workerUrl: string;
  readonly token: string;
}

/**
 * Reads the settings: AISLE_URL, AISLE_WORKER_URL and AISLE_TOKEN, or else what the Aisle that runs on this machine left in its
 * data directory (AISLE_HOME, or `.aisle` here or in a folder above).
 */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const running = env.AISLE_TOKEN ? undefined : findRunning(env);
  const token = env.AISLE_TOKEN ?? running?.token;
  if (token === undefined) {
    throw new CommandError(
      "No running Aisle was found on this machine.",
      "Start it with `npm start`, set AISLE_HOME to its data directory, or set AISLE_URL and AISLE_TOKEN for one elsewhere.",
    );
  }
  const studioUrl = env.AISLE_URL ?? running?.studioUrl ?? `http://127.0.0.1:${env.AISLE_PORT ?? 4400}`;
  const workerUrl = env.AISLE_WORKER_URL ?? running?.workerUrl ?? `http://127.0.0.1:${env.AISLE_WORKER_PORT ?? 4401}`;
  return { studioUrl: studioUrl.replace(/\/$/, ""), workerUrl: workerUrl.replace(/\/$/, ""), token };
}

interface Running {
  readonly token: string;
  readonly studioUrl?: string;
  readonly workerUrl?: string;
}

function findRunning(env: NodeJS.ProcessEnv): Running | undefined {
  for (const home of homes(env)) {
    const tokenFile = join(home, "internal-token");
    if (!existsSync(tokenFile)) continue;
    const token = readFileSync(tokenFile, "utf8").trim();
    try {
      return { ...(JSON.parse(readFileSync(join(home, "running.json"), "utf8")) as object), token };
    } catch {
      return { token };
    }
  }
  return undefined;
}

/** Data directories to look at: the one that is named, else those of the checkouts here and above, else this command's own. */
function homes(env: NodeJS.ProcessEnv): string[] {
  if (env.AISLE_HOME) return [resolve(env.AISLE_HOME)];
  const found: string[] = [];
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    found.push(...homesOf(folder));
    if (folder === dirname(folder)) break;
  }
  return [...found, ...homesOf(fileURLToPath(new URL("../../..", import.meta.url)))];
}

/** A checkout keeps its data in `.aisle`, or a note there of where else the Aisle that was started last keeps it. */
function homesOf(folder: string): string[] {
  const home = join(folder, ".aisle");
  const pointer = join(home, "running-home");
  return existsSync(pointer) ? [readFileSync(pointer, "utf8").trim(), home] : [home];
}
