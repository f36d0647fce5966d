import { execFile } from "node:child_process";
import { access, mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { withFileLock } from "@aisle/platform/files/file-lock";
import "./run-folder.ts";
import { inject } from "vitest";

const maxWaitMs = 240_000;

/**
 * Puts the data directory of an Aisle with a finished demo shop into `home`, an empty folder. It is made once a run: to create a
 * database and embed 2,000 products takes half a minute, to copy what came of it under a second. `make` fills a folder.
 */
export async function copyDemoShopHome(home: string, make: (folder: string) => Promise<void>): Promise<void> {
  const run = inject("browserRunFolder");
  const whole = join(run, "home");
  const isThere = () =>
    access(whole).then(
      () => true,
      () => false,
    );
  await withFileLock(
    join(run, "lock"),
    async () => {
      if (await isThere()) return;
      const begun = join(run, `begun-${process.pid}`);
      await mkdir(begun, { mode: 0o755 });
      await make(begun);
      await rename(begun, whole);
    },
    maxWaitMs,
  );
  // Owners and modes as well: the database refuses files that are not its user's alone.
  await promisify(execFile)("cp", ["-a", `${whole}/.`, home]);
}
