import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder that the browser tests of one run share. */
    browserRunFolder: string;
  }
}

let folder: string;

/** Vitest's global setup of the browser tests: makes the folder of this run. */
export async function setup({ provide }: TestProject): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), "aisle-browser-run-"));
  // The database's own OS user has to get in where tests run as root.
  await chmod(folder, 0o755);
  provide("browserRunFolder", folder);
}

/** Vitest's global teardown of the browser tests: removes the folder of this run. */
export async function teardown(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
