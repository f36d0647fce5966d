import { appendFile, open, readdir, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Pool } from "pg";
import { processIsAlive } from "../files/process-is-alive.ts";
import { DayPartitions } from "../postgres/day-partitions.ts";
import { DecisionCopy } from "./decision-copy.ts";
import { readFrames, type SpoolFrame, spoolColumns, spoolFileHeader, spoolWriterOf } from "./spool-format.ts";

export interface DecisionWriterOptions {
  readonly pool: Pool;
  /** The directory of the serving processes' spools. */
  readonly directory: string;
  /** How long to wait between two looks, in milliseconds; 500 unless told. */
  readonly intervalMs?: number;
  /** Most bytes brought over in one transaction; 4 MB unless told. */
  readonly batchBytes?: number;
  /** Told of what failed (it is tried again) and of what was damaged or refused. */
  readonly onError?: (error: Error) => void;
}

const dayMs = 86_400_000;
// A file of another host, whose processes cannot be seen from here, counts as left behind after this time.
const strangerMs = 3_600_000;

/**
 * Brings decisions from the spools of all serving processes, dead ones included, into the database, and removes the
 * files that are done. Each decision arrives once, whoever is killed when. Several writers may share a directory.
 */
export class DecisionWriter {
  readonly #options: DecisionWriterOptions;
  readonly #copy: DecisionCopy;
  readonly #partitions: DayPartitions;
  readonly #readTo = new Map<string, number>();
  #bytes: Buffer;
  #draining: Promise<number> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = true;

  constructor(options: DecisionWriterOptions) {
    this.#options = options;
    this.#copy = new DecisionCopy(options.pool);
    this.#partitions = new DayPartitions(options.pool, "decision");
    this.#bytes = Buffer.allocUnsafeSlow(options.batchBytes ?? 4 << 20);
  }

  /** Looks again and again until `stop`. Failures are told and tried again. */
  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    const look = async () => {
      await this.drain().catch((error: Error) => this.#options.onError?.(error));
      if (!this.#stopped) this.#timer = setTimeout(look, this.#options.intervalMs ?? 500);
    };
    void look();
  }

  /** Stops looking, after what is under way and one last look. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#draining?.catch(() => undefined);
    await this.drain().catch((error: Error) => this.#options.onError?.(error));
  }

  /** Brings over everything that is in the spools now; returns how many decisions. One at a time: others join in. */
  drain(): Promise<number> {
    this.#draining ??= this.#drainAll().finally(() => {
      this.#draining = undefined;
    });
    return this.#draining;
  }

  async #drainAll(): Promise<number> {
    const names = (await readdir(this.#options.directory).catch(nothing)).filter((name) => spoolWriterOf(name));
    const unknown = names.filter((name) => !this.#readTo.has(name));
    if (unknown.length > 0)
      for (const [name, position] of await this.#copy.positions(unknown)) this.#readTo.set(name, position);
    let count = 0;
    for (const name of names) count += await this.#drainFile(name);
    return count;
  }

  async #drainFile(name: string): Promise<number> {
    const path = join(this.#options.directory, name);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) return 0;
    // Asked before reading: what a dead process wrote is all there when it is read afterwards.
    const left = !isWritten(name, found.mtimeMs);
    if (!left && found.size <= (this.#readTo.get(name) ?? 0)) return 0;
    let count = 0;
    const file = await open(path, "r");
    try {
      const { bytesRead: begun } = await file.read(this.#bytes, 0, spoolFileHeader.length, 0);
      const columns = spoolColumns(this.#bytes.subarray(0, begun));
      if (columns === undefined && begun === spoolFileHeader.length)
        throw new Error(`${path} is not a decision spool that this Aisle reads; move it away.`);
      for (;;) {
        const from = this.#readTo.get(name) ?? 0;
        const { bytesRead } = await file.read(this.#bytes, 0, this.#bytes.length, from);
        const begin = from === 0 ? spoolFileHeader.length : 0;
        const read = this.#bytes.subarray(0, bytesRead);
        const { frames, end, whole, damagedBytes } = readFrames(read, begin);
        if (damagedBytes > 0) this.#tell(`${name}: passed over ${damagedBytes} damaged bytes before ${from + end}.`);
        if (frames.length > 0) count += await this.#bring(name, columns!, frames, from, from + end);
        else if (!whole && from + bytesRead < (await file.stat()).size) {
          // A frame, or a damaged stretch, that is larger than what is read at once.
          this.#bytes = Buffer.allocUnsafeSlow(2 * this.#bytes.length);
          continue;
        }
        if (whole || (left && frames.length === 0)) {
          if (bytesRead > end) this.#tell(`${name}: ${bytesRead - end} bytes of unfinished writing left out.`);
          await this.#copy.forget(name);
          await unlink(path);
          this.#readTo.delete(name);
          return count;
        }
        if (frames.length === 0) return count;
      }
    } finally {
      await file.close();
    }
  }

  async #bring(
    name: string,
    columns: string,
    frames: readonly SpoolFrame[],
    from: number,
    to: number,
  ): Promise<number> {
    const days = new Set<number>();
    let count = 0;
    let used = 0;
    for (const { tuples, firstDay, lastDay, count: inFrame } of frames) {
      for (let day = firstDay; day <= lastDay; day++) days.add(day * dayMs);
      // The tuples stand later in the same buffer: closing the gaps moves bytes, and allocates nothing.
      used += tuples.copy(this.#bytes, used);
      count += inFrame;
    }
    await this.#partitions.ensure(days);
    const tuples = this.#bytes.subarray(0, used);
    const result = await this.#copy.copy({ file: name, from, to, columns, tuples });
    if ("readTo" in result) {
      this.#readTo.set(name, result.readTo);
      return 0;
    }
    this.#readTo.set(name, to);
    if (result.rejected.length > 0) {
      await appendFile(join(this.#options.directory, `${name}.rejected`), Buffer.concat(result.rejected));
      this.#tell(`${name}: PostgreSQL refused ${result.rejected.length} decisions; they are in ${name}.rejected.`);
    }
    return count;
  }

  #tell(message: string): void {
    this.#options.onError?.(new Error(message));
  }
}

function isWritten(name: string, changedMs: number): boolean {
  const pid = spoolWriterOf(name)?.pid;
  return pid === undefined ? Date.now() - changedMs < strangerMs : processIsAlive(pid);
}

function nothing(error: NodeJS.ErrnoException): string[] {
  if (error.code === "ENOENT") return [];
  throw error;
}
