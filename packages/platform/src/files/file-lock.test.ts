import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, expect, it } from "vitest";
import { tryFileLock, withFileLock } from "./file-lock.ts";

let path: string;
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), "aisle-lock-"));
  path = join(folder, "deep/lock");
  return () => rm(folder, { recursive: true });
});

it("gives the lock to one at a time and names its holder", async () => {
  const lock = await tryFileLock(path);
  expect(lock).toHaveProperty("release");
  expect(await tryFileLock(path)).toEqual({ heldBy: process.pid });
  if ("release" in lock) await lock.release();
  expect(await tryFileLock(path)).toHaveProperty("release");
});

it("takes over the lock of a process that no longer runs", async () => {
  const lock = await tryFileLock(path);
  if ("release" in lock) await lock.release();
  const takes = async (pid: number, isHolder?: (pid: number) => boolean) => {
    await writeFile(path, `${pid}\n`);
    const acquired = await tryFileLock(path, isHolder);
    if (!("release" in acquired)) return false;
    await acquired.release();
    return true;
  };
  expect(await takes(999_999_999)).toBe(true);
  expect(await takes(process.pid)).toBe(true);
  expect(await takes(process.ppid)).toBe(false);
  expect(await takes(process.ppid, () => false)).toBe(true);
});

it("runs work one after the other", async () => {
  let inside = 0;
  let max = 0;
  await Promise.all(
    Array.from({ length: 5 }, () =>
      withFileLock(path, async () => {
        max = Math.max(max, ++inside);
        await sleep(10);
        inside--;
      }),
    ),
  );
  expect(max).toBe(1);
  await expect(withFileLock(path, () => withFileLock(path, async () => undefined, 60))).rejects.toThrow(
    /locked by process/,
  );
});
