import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { AisleError } from "@aisle/runtime/errors";

/** The OS user that the database server runs as. */
export interface OsUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root: as root this is the OS user `postgres`, made when absent; else `undefined`, which
 * means the current user.
 */
export function databaseOsUser(): OsUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const found = lookUp();
  if (found) return found;
  try {
    execFileSync("useradd", [
      "--system",
      "--user-group",
      "--no-create-home",
      "--shell",
      "/usr/sbin/nologin",
      "postgres",
    ]);
  } catch (error) {
    throw new AisleError(
      "config.invalid",
      "PostgreSQL refuses to run as root, and the OS user `postgres` could not be made. " +
        "Run Aisle as an ordinary user, make that user yourself (`useradd --system postgres`), or set DATABASE_URL.",
      {},
      error,
    );
  }
  const made = lookUp();
  if (!made) throw new AisleError("config.invalid", "The OS user `postgres` could not be found after it was made.");
  return made;
}

function lookUp(): OsUser | undefined {
  try {
    const id = (flag: string) =>
      Number.parseInt(execFileSync("id", [flag, "postgres"], { stdio: "pipe" }).toString(), 10);
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return undefined;
  }
}

/** The first folder on the way to `path` (itself included) that the user may not enter, or `undefined` when all are open. */
export function firstClosedFolder(path: string, user: OsUser): string | undefined {
  const way: string[] = [];
  for (let at = resolve(path); ; at = dirname(at)) {
    way.unshift(at);
    if (dirname(at) === at) break;
  }
  return way.find((folder) => {
    try {
      const { mode, uid, gid } = statSync(folder);
      const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
      return (mode & bit) === 0;
    } catch {
      return false; // not made yet: we make it, open
    }
  });
}
