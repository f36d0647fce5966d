import { readdir, rename, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Pool } from "pg";
import { processIsAlive } from "../files/process-is-alive.ts";
import { DecisionCopy } from "./decision-copy.ts";
import { RejectedDecisions } from "./rejected-decisions.ts";
import { isRejectedFile, storeRejectedFile } from "./rejected-file.ts";
import { type FileStretch, ReadBuffer, SpoolFile } from "./spool-file.ts";
import { spoolWriterOf } from "./spool-format.ts";
import { SpoolProblems } from "./spool-problems.ts";

export interface DecisionWriterOptions {
  readonly pool: Pool;
  /** The directory of the serving processes' spools. */
  readonly directory: string;
  /** How long to wait between two polls, in milliseconds; 500 when not given. */
  readonly intervalMs?: number;
  /** The most bytes that are copied in one transaction; 4 MB when not given. */
  readonly batchBytes?: number;
  /** Told of what failed (it is tried again), once while it lasts, and of what was damaged or refused. */
  readonly onError?: (error: Error) => void;
}

const dayMs = 86_400_000;
// A file of another host, whose processes cannot be seen from here, counts as left behind after this time.
const otherHostMs = 3_600_000;

/**
 * Copies decisions from the spools of all serving processes, dead ones included, into the database, and removes the
 * files that are done. Each decision arrives once, whoever is killed when. Several writers may share a directory.
 */
export class DecisionWriter {
  readonly #options: DecisionWriterOptions;
  readonly #copy: DecisionCopy;
  readonly #problems: SpoolProblems;
  readonly #buffer: ReadBuffer;
  readonly #readTo = new Map<string, number>();
  #draining: Promise<number> | undefined;
  #replaying: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = true;

  constructor(options: DecisionWriterOptions) {
    this.#options = options;
    this.#copy = new DecisionCopy(options.pool);
    this.#problems = new SpoolProblems(this.#copy, (message) => this.#report(message));
    this.#buffer = new ReadBuffer(options.batchBytes ?? 4 << 20);
  }

  /** Replays what was refused before, then polls until `stop`. Failures are reported and tried again. */
  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    const poll = async () => {
      await this.#draining?.catch(() => undefined);
      await this.#begin(true).catch((error: Error) => this.#problems.general(error));
      if (!this.#stopped) this.#timer = setTimeout(poll, this.#options.intervalMs ?? 500);
    };
    this.#replaying = this.#replay();
    void poll();
  }

  /** Stops polling, after what is under way and one last poll. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#replaying;
    await this.#draining?.catch(() => undefined);
    await this.drain().catch((error: Error) => this.#report(error.message));
  }

  /**
   * Copies everything that is in the spools now; returns how many decisions. One at a time: others join in. A file that
   * cannot be read is reported and skipped; rejects when the database cannot be reached.
   */
  drain(): Promise<number> {
    return this.#draining ?? this.#begin(false);
  }

  #begin(patient: boolean): Promise<number> {
    this.#draining = this.#drainAll(patient).finally(() => {
      this.#draining = undefined;
    });
    return this.#draining;
  }

  /** What a version of before could not store may be fine for this one. */
  async #replay(): Promise<void> {
    try {
      const { stored, refused } = await new RejectedDecisions(this.#options.pool).replay();
      if (stored > 0) this.#report(`Stored ${stored} decisions that had been refused; ${refused} are refused still.`);
    } catch (error) {
      this.#problems.general(error as Error);
    }
  }

  async #drainAll(patient: boolean): Promise<number> {
    const all = await readdir(this.#options.directory).catch(nothing);
    const names = all.filter((name) => spoolWriterOf(name));
    for (const name of this.#readTo.keys()) if (!names.includes(name)) this.#readTo.delete(name);
    await this.#problems.retainOnly(all);
    const unknown = names.filter((name) => !this.#readTo.has(name));
    if (unknown.length > 0)
      for (const [name, position] of await this.#copy.positions(unknown)) this.#readTo.set(name, position);
    let count = 0;
    const each = async (name: string, work: () => Promise<number>) => {
      if (patient && this.#problems.isWaiting(name)) return;
      try {
        count += await work();
        this.#problems.solved(name);
      } catch (error) {
        await this.#problems.add(name, error as Error);
      }
    };
    for (const name of names) await each(name, () => this.#drainFile(name));
    for (const name of all.filter(isRejectedFile))
      await each(name, () => storeRejectedFile(this.#options.pool, join(this.#options.directory, name)));
    this.#problems.worked();
    return count;
  }

  async #drainFile(name: string): Promise<number> {
    const path = join(this.#options.directory, name);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) return 0;
    // Asked before reading: what a dead process wrote is all there when it is read afterwards.
    const isLeft = !isWritten(name, found.mtimeMs);
    const file = await SpoolFile.open(path, this.#buffer).catch(goneAsNothing);
    if (file === undefined) {
      if (isLeft && found.size < 16) await unlink(path).catch(goneAsNothing);
      return 0;
    }
    try {
      const { columns, ended } = file.beginning;
      const left = isLeft || ended;
      let count = 0;
      let damaged = false;
      for (;;) {
        const from = this.#readTo.get(name) ?? 0;
        const stretch = await file.read(from, left);
        if (stretch.frames.length === 0 && !stretch.done) return count;
        if (stretch.frames.length > 0) {
          const result = await this.#copyStretch(name, columns, stretch, from);
          if (result === "gone") return count;
          this.#readTo.set(name, "readTo" in result ? result.readTo : stretch.end);
          if ("readTo" in result) continue;
          count += stretch.frames.reduce((sum, frame) => sum + frame.count, 0);
          if (result.rejected > 0)
            this.#report(
              `${name}: PostgreSQL refused ${result.rejected} decisions; \`aisle decisions rejected\` lists them.`,
            );
        }
        if (stretch.damagedBytes > 0) {
          damaged = true;
          this.#report(`${name}: skipped ${stretch.damagedBytes} damaged bytes before ${stretch.end}.`);
        }
        if (!stretch.done) continue;
        if (stretch.unfinishedBytes > 0)
          this.#report(`${name}: ${stretch.unfinishedBytes} bytes of unfinished writing left out.`);
        const remove = () => (damaged ? rename(path, `${path}.damaged`) : unlink(path)).catch(goneAsNothing);
        if (await this.#copy.finish(name, from, remove)) {
          this.#readTo.delete(name);
          return count;
        }
        // Another writer is at it, or a restore has put the position back.
        this.#readTo.set(name, (await this.#copy.positions([name])).get(name) ?? 0);
        if ((await stat(path).catch(() => undefined)) === undefined) return count;
      }
    } finally {
      await file.close();
      this.#buffer.shrink();
    }
  }

  #copyStretch(name: string, columns: string, { frames, end }: FileStretch, from: number) {
    const path = join(this.#options.directory, name);
    const { bytes } = this.#buffer;
    const days = new Set<number>();
    let used = 0;
    for (const { tuples, firstDay, lastDay } of frames) {
      for (let day = firstDay; day <= lastDay; day++) days.add(day * dayMs);
      // The tuples stand later in the same buffer: closing the gaps moves bytes, and allocates nothing.
      used += tuples.copy(bytes, used);
    }
    return this.#copy.copy({
      file: name,
      from,
      to: end,
      columns,
      tuples: bytes.subarray(0, used),
      days: [...days],
      exists: async () => (await stat(path).catch(() => undefined)) !== undefined,
    });
  }

  #report(message: string): void {
    this.#options.onError?.(new Error(message));
  }
}

function isWritten(name: string, changedMs: number): boolean {
  const pid = spoolWriterOf(name)?.pid;
  return pid === undefined ? Date.now() - changedMs < otherHostMs : processIsAlive(pid);
}

function nothing(error: NodeJS.ErrnoException): string[] {
  if (error.code === "ENOENT") return [];
  throw error;
}

/** A file that another writer has removed meanwhile is no fault. */
function goneAsNothing(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return undefined;
  throw error;
}
