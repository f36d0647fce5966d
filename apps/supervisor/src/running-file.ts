import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { repositoryRoot } from "@aisle/platform/files/aisle-home";
import { processCommand } from "@aisle/platform/files/process-command";
import { processIsAlive } from "@aisle/platform/files/process-is-alive";
import { writeAtomically } from "@aisle/platform/files/write-atomically";
import { z } from "zod";

const runningSchema = z.object({
  pid: z.number().int(),
  studioUrl: z.string(),
  workerUrl: z.string(),
  children: z.array(z.object({ name: z.string(), pid: z.number().int(), script: z.string() })),
});

/** What a supervisor runs, written down for the next one. */
export type Running = z.infer<typeof runningSchema>;

const pathIn = (home: string) => join(home, "running.json");

/** Reads what the last supervisor wrote; `undefined` when it ended in good order or the file is not whole. */
export async function readRunning(home: string): Promise<Running | undefined> {
  try {
    return runningSchema.parse(JSON.parse(await readFile(pathIn(home), "utf8")));
  } catch {
    return undefined;
  }
}

/** Writes down what runs now. */
export function writeRunning(home: string, running: Running): Promise<void> {
  return writeAtomically(pathIn(home), `${JSON.stringify(running, undefined, 2)}\n`);
}

/** Where the `aisle` command of this checkout looks for the data directory of the Aisle that was started last. */
const pointer = join(repositoryRoot, ".aisle", "running-home");

/** Leaves the data directory's path where the command finds it, wherever the directory is; a checkout that is read-only does without. */
export async function pointToHome(home: string): Promise<void> {
  await writeAtomically(pointer, `${home}\n`).catch(() => undefined);
}

/** Forgets what ran: it was all stopped. */
export function removeRunning(home: string): Promise<void> {
  return rm(pathIn(home), { force: true });
}

/**
 * Stops what a killed supervisor left running, and returns the names. A process id counts only when it still runs the
 * script that was written down for it.
 */
export async function stopOrphans(running: Running | undefined): Promise<string[]> {
  const orphans = (running?.children ?? []).filter(({ pid, script }) => processCommand(pid).includes(script));
  for (const { pid } of orphans) signal(pid, "SIGTERM");
  for (let waitedMs = 0; waitedMs < 5000 && orphans.some(({ pid }) => processIsAlive(pid)); waitedMs += 50) {
    if (waitedMs === 4000) for (const { pid } of orphans) signal(pid, "SIGKILL");
    await sleep(50);
  }
  return orphans.map(({ name }) => name);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}
