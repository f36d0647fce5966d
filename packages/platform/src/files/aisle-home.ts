import { createHash } from "node:crypto";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { databaseOsUser, firstClosedFolder } from "../postgres/os-user.ts";

/** The repository's root; the same way up from `src` and from `dist`. */
export const repositoryRoot = fileURLToPath(new URL("../../../../", import.meta.url));

/** Where this installation keeps its data. */
export interface AisleHome {
  readonly dir: string;
  /** Why it is not in the usual place, for the person at the terminal. */
  readonly note?: string;
}

/**
 * The data directory: `AISLE_HOME`, or else `.aisle` in the repository. As root, where the OS user that the database
 * server runs as cannot enter the repository, a folder under /var/lib takes its place.
 */
export function aisleHome(env: NodeJS.ProcessEnv = process.env): AisleHome {
  if (env.AISLE_HOME) return { dir: resolve(env.AISLE_HOME) };
  const usual = join(repositoryRoot, ".aisle");
  if (process.getuid?.() !== 0 || env.DATABASE_URL) return { dir: usual };
  const user = databaseOsUser();
  const closed = user && firstClosedFolder(repositoryRoot, user);
  if (!closed) return { dir: usual };
  const root = resolve(repositoryRoot);
  const hash = createHash("sha256").update(root).digest("hex").slice(0, 8);
  const dir = join("/var/lib/aisle", `${basename(root)}-${hash}`);
  return {
    dir,
    note: `Data lies in ${dir}: the database server's OS user may not enter ${closed}. Set AISLE_HOME to choose another place.`,
  };
}
