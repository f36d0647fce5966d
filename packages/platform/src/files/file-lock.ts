import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { processIsAlive } from "./process-is-alive.ts";

/** A held lock; `release` is safe to call twice. */
export interface FileLock {
  release(): Promise<void>;
}

/** Locks of this process: after a restart another process may have left one with the very id that we have now. */
const own = new Set<string>();

/**
 * Takes the lock file at once, or reports who holds it. A lock left behind by a process that no longer runs is taken over,
 * and so is one whose process id now belongs to a program that `isHolder` does not recognise.
 */
export async function tryFileLock(
  path: string,
  isHolder: (pid: number) => boolean = () => true,
): Promise<FileLock | { readonly heldBy: number }> {
  await mkdir(dirname(path), { recursive: true });
  for (let attempt = 0; ; attempt++) {
    try {
      await writeFile(path, `${process.pid}\n`, { flag: "wx" });
      own.add(path);
      return { release: () => releaseOwn(path) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = await readHolder(path);
    if (holder === undefined && attempt < 50) {
      // Just released, or written to this very moment.
      await sleep(20);
      continue;
    }
    if (holder !== undefined && (holder === process.pid ? own.has(path) : processIsAlive(holder) && isHolder(holder))) {
      return { heldBy: holder };
    }
    await removeStale(path, holder);
  }
}

/** Waits for the lock file, runs the work, and releases it. Throws when the lock is not free after `timeoutMs`. */
export async function withFileLock<T>(path: string, work: () => Promise<T>, timeoutMs = 120_000): Promise<T> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const lock = await tryFileLock(path);
    if ("release" in lock) {
      try {
        return await work();
      } finally {
        await lock.release();
      }
    }
    if (Date.now() > until) throw new Error(`${path} has been locked by process ${lock.heldBy} for ${timeoutMs} ms`);
    await sleep(50);
  }
}

async function readHolder(path: string): Promise<number | undefined> {
  const text = await readFile(path, "utf8").catch(() => "");
  const pid = Number.parseInt(text, 10);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

async function releaseOwn(path: string): Promise<void> {
  if (!own.delete(path)) return;
  if ((await readHolder(path)) === process.pid) await rm(path, { force: true });
}

/** Moves the file aside first, so that of two processes that find it stale only one removes it. */
async function removeStale(path: string, holder: number | undefined): Promise<void> {
  const aside = `${path}.${process.pid}.${Date.now()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  const moved = await readHolder(aside);
  if (moved !== undefined && moved !== holder && processIsAlive(moved)) await rename(aside, path);
  else await rm(aside, { force: true });
}
