import { randomBytes } from "node:crypto";
import { chown, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { OsUser } from "./os-user.ts";
import { runProgram } from "./run-program.ts";
import type { ServerPrograms } from "./server-programs.ts";

/** What a creation leaves when it is interrupted has one of these beginnings. */
const unfinished = "unfinished-";
const setAside = "data-incomplete-";

export interface ClusterPlace {
  /** Folder of the server; `data` and `password` appear in it. */
  readonly dir: string;
  /** The database's superuser. */
  readonly role: string;
  readonly programs: ServerPrograms;
  readonly user: OsUser | undefined;
}

/**
 * Makes the files of a database server (initdb) under another name and puts them in their place when they are whole:
 * the password first, then the data by one rename. Whenever this is interrupted, the next call begins again.
 */
export async function createCluster({ dir, role, programs, user }: ClusterPlace): Promise<void> {
  await removeUnfinished(dir);
  const data = join(dir, "data");
  // Of a version that made it in its place: it never held anything, and is moved away rather than deleted all the same.
  if (await exists(data)) await rename(data, join(dir, `${setAside}${Date.now()}`));
  const fresh = join(dir, `${unfinished}${randomBytes(6).toString("hex")}`);
  const passwordFile = `${fresh}-password`;
  await writeFile(passwordFile, `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600, flush: true });
  if (user) await chown(passwordFile, user.uid, user.gid);
  const options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--data-checksums"];
  const locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const args = [`--pgdata=${fresh}`, `--username=${role}`, `--pwfile=${passwordFile}`, ...options, ...locale];
  await runProgram(programs.initdb, args, { user, cwd: dir });
  await rename(passwordFile, join(dir, "password"));
  await rename(fresh, data);
}

/**
 * Whether the data folder holds a whole cluster: initdb makes the database `postgres` (oid 5) last. A version file alone is
 * its first act.
 */
export async function isWholeCluster(data: string): Promise<boolean> {
  return (await exists(join(data, "PG_VERSION"))) && (await exists(join(data, "base/5/PG_VERSION")));
}

async function removeUnfinished(dir: string): Promise<void> {
  const names = (await readdir(dir)).filter((name) => name.startsWith(unfinished));
  for (const name of names) {
    // An initdb that outlived its caller may still write there: what is left goes at the next creation.
    await rm(join(dir, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
