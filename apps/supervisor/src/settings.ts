import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { aisleHome } from "@aisle/platform/files/aisle-home";
import { AisleError } from "@aisle/runtime/errors";

/** How this installation runs, from the environment. */
export interface Settings {
  /** Data directory. */
  readonly home: string;
  /** Why the data directory is not in its usual place. */
  readonly homeNote?: string | undefined;
  /** Address that the studio and the serving worker listen on. */
  readonly host: string;
  readonly studioPort: number;
  readonly workerPort: number;
  /** PostgreSQL of the operator's; the embedded one runs when absent. */
  readonly databaseUrl?: string | undefined;
  /** Whether the demo shop may be made on the first run. */
  readonly demo: boolean;
}

/** Reads the settings; throws `config.invalid` that names the variable to fix. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const { dir, note } = aisleHome(env);
  const settings = {
    home: dir,
    homeNote: note,
    host: env.AISLE_HOST || "127.0.0.1",
    studioPort: port(env, "AISLE_PORT", 4400),
    workerPort: port(env, "AISLE_WORKER_PORT", 4401),
    databaseUrl: env.DATABASE_URL || undefined,
    demo: env.AISLE_DEMO !== "0",
  };
  if (settings.studioPort === settings.workerPort) {
    throw new AisleError("config.invalid", "AISLE_PORT and AISLE_WORKER_PORT must differ.");
  }
  return settings;
}

function port(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const text = env[name];
  if (!text) return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value < 65_536) return value;
  throw new AisleError("config.invalid", `${name} must be a port number from 1 to 65535, not "${text}".`);
}

/** A random secret stored in a file that only its owner may read; made when absent. */
export async function storedSecret(home: string, name: string): Promise<string> {
  const path = join(home, name);
  const found = (await readFile(path, "utf8").catch(() => "")).trim();
  if (found.length >= 32) return found;
  const secret = randomBytes(32).toString("base64url");
  await mkdir(home, { recursive: true });
  await writeFile(path, `${secret}\n`, { mode: 0o600 });
  await chmod(path, 0o600);
  return secret;
}
