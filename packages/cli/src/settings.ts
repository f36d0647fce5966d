import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
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
  const workerUrl = env.AISLE_WORKER_URL ?? `http://127.0.0.1:${env.AISLE_WORKER_PORT ?? 4401}`;
  return { studioUrl: studioUrl.replace(/\/$/, ""), workerUrl: workerUrl.replace(/\/$/, ""), token };
}

function findRunning(env: NodeJS.ProcessEnv): { readonly token: string; readonly studioUrl?: string } | undefined {
  for (const home of homes(env)) {
    const tokenFile = join(home, "internal-token");
    if (!existsSync(tokenFile)) continue;
    const token = readFileSync(tokenFile, "utf8").trim();
    try {
      const { studioUrl } = JSON.parse(readFileSync(join(home, "running.json"), "utf8")) as { studioUrl?: string };
      return { token, ...(studioUrl === undefined ? {} : { studioUrl }) };
    } catch {
      return { token };
    }
  }
  return undefined;
}

function homes(env: NodeJS.ProcessEnv): string[] {
  if (env.AISLE_HOME) return [resolve(env.AISLE_HOME)];
  const found: string[] = [];
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    found.push(join(folder, ".aisle"));
    if (folder === dirname(folder)) return found;
  }
}
