import { access } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { DemoShopStore, demoShopReadyShare } from "@aisle/platform/catalogue/demo-shop-store";
import { writeAtomically } from "@aisle/platform/files/write-atomically";
import { openJobQueue } from "@aisle/platform/queue/job-queue";
import type pg from "pg";
import { isEmpty } from "./first-run.ts";
import type { Settings } from "./settings.ts";

type DemoJobs = { "demo-shop": { payload: { workspaceId: string }; result: null } };

const maxWaitMs = 300_000;
const answerWithinMs = 20_000;
const notesEveryMs = 4_000;

/**
 * On the first run of an empty workspace, asks the job worker for the demo shop and shows how far it is. At a terminal
 * the person is asked first; no answer within 20 s means yes.
 */
export async function offerDemoShop(
  settings: Settings,
  {
    pool,
    databaseUrl,
    workspaceId,
  }: { readonly pool: pg.Pool; readonly databaseUrl: string; readonly workspaceId: string },
  progress: (line: string) => void,
  stopped: AbortSignal,
): Promise<void> {
  const marker = join(settings.home, "demo-shop-offered");
  const offered = await access(marker).then(
    () => true,
    () => false,
  );
  if (!settings.demo || offered || !(await isEmpty(pool, workspaceId))) return;
  const yes = await ask(stopped);
  if (stopped.aborted) return;
  await writeAtomically(marker, yes ? "yes\n" : "no\n");
  if (!yes) return;

  const queue = openJobQueue<DemoJobs>({ databaseUrl, redisUrl: process.env.REDIS_URL || undefined });
  try {
    progress("Making the demo shop (AISLE_DEMO=0 skips it)");
    await new DemoShopStore(pool).want(workspaceId);
    const id = await queue.add("demo-shop", { workspaceId }, { jobId: `demo-shop-${workspaceId}` });
    const show = throttledNotes(progress);
    for (const until = Date.now() + maxWaitMs; Date.now() < until && !stopped.aborted; ) {
      const job = await queue.get(id);
      if (job?.progress.note !== undefined) show(job.progress.note);
      // Nobody waits for what comes after.
      const isThere = job?.state === "running" && job.progress.share >= demoShopReadyShare;
      if (job?.state === "completed" || isThere) return progress("The demo shop is there");
      if (job === undefined || job.state === "failed" || job.state === "cancelled") {
        return progress(`The demo shop could not be made: ${job?.failure ?? "the job was cancelled"}`);
      }
      await sleep(250, undefined, { signal: stopped }).catch(() => undefined);
    }
    if (!stopped.aborted) progress("The demo shop is still being made; the studio's list of jobs shows how far it is");
  } finally {
    await queue.close();
  }
}

/** Passes a note on when it says something new, and a mere change of its numbers every few seconds. */
function throttledNotes(progress: (line: string) => void): (note: string) => void {
  let last = "";
  let shownAt = 0;
  return (note) => {
    const sameText = note.replace(/\d+/g, "") === last.replace(/\d+/g, "");
    if (note === last || (sameText && Date.now() - shownAt < notesEveryMs)) return;
    last = note;
    shownAt = Date.now();
    progress(`Demo shop: ${note}`);
  };
}

async function ask(stopped: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(answerWithinMs)]);
    const answer = await terminal.question("  Nothing is here yet. Make a demo shop with 2,000 products? [Y/n] ", {
      signal,
    });
    return !/^\s*n/i.test(answer);
  } catch {
    process.stdout.write("\n");
    return true;
  } finally {
    terminal.close();
  }
}
