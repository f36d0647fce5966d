import { closeSync, ftruncateSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ByteWriter } from "./byte-writer.ts";
import type { NewDecision } from "./decision-record.ts";
import { DecisionTupleWriter } from "./decision-tuple.ts";
import { frameHeaderBytes, sealFrame, spoolFileHeader, spoolFileName } from "./spool-format.ts";

export interface SpoolOptions {
  /** Directory of the spool files, made when absent. */
  readonly directory: string;
  /** A file that grew beyond this is closed and the next one begun; 64 MB unless told. */
  readonly rotateBytes?: number;
}

const dayMs = 86_400_000;
const startBytes = 1 << 20;
const largestIdleBytes = 8 << 20;

/**
 * Where a serving process leaves its decisions before their answers: files of its own, appended to with one write for
 * all decisions of the same turn of the event loop. No fsync: what was appended outlives the process, killed or not,
 * and is lost only with the machine. `DecisionWriter` brings it to the database.
 */
export class Spool {
  readonly #directory: string;
  readonly #rotateBytes: number;
  readonly #startedAt = Date.now();
  readonly #tuples = new DecisionTupleWriter();
  #pending = emptyFrame();
  #count = 0;
  #firstDay = 0;
  #lastDay = 0;
  #flushing: Promise<void> | undefined;
  #settle: { resolve: () => void; reject: (error: unknown) => void } | undefined;
  #file: number | undefined;
  #size = 0;
  #files = 0;
  #closed = false;

  constructor({ directory, rotateBytes = 64 << 20 }: SpoolOptions) {
    this.#directory = directory;
    this.#rotateBytes = rotateBytes;
    mkdirSync(directory, { recursive: true });
  }

  /**
   * Takes a decision. Resolves when it outlives this process: send the answer then. Rejects when it could not be
   * written (disk full); the decision is then lost, the spool goes on.
   */
  append(decision: NewDecision): Promise<void> {
    if (this.#closed) return Promise.reject(new Error("The decision spool is closed."));
    const before = this.#pending.used;
    try {
      this.#tuples.write(this.#pending, decision);
    } catch (error) {
      this.#pending.used = before;
      return Promise.reject(error);
    }
    const day = Math.floor(decision.at / dayMs);
    this.#firstDay = this.#count === 0 ? day : Math.min(this.#firstDay, day);
    this.#lastDay = this.#count === 0 ? day : Math.max(this.#lastDay, day);
    this.#count++;
    if (this.#flushing === undefined) {
      this.#flushing = new Promise((resolve, reject) => {
        this.#settle = { resolve, reject };
      });
      // After the callbacks of all requests that arrived together: one write for them.
      setImmediate(() => this.flush());
    }
    return this.#flushing;
  }

  /** Writes what was taken so far at once, and settles its promises. */
  flush(): void {
    const settle = this.#settle;
    if (settle === undefined) return;
    const { buffer, used } = this.#pending;
    const frame = buffer.subarray(0, used);
    try {
      sealFrame(frame, this.#count, this.#firstDay, this.#lastDay);
      this.#write(frame);
      settle.resolve();
    } catch (error) {
      settle.reject(error);
    }
    this.#flushing = undefined;
    this.#settle = undefined;
    this.#count = 0;
    if (buffer.length > largestIdleBytes) this.#pending = emptyFrame();
    else this.#pending.used = frameHeaderBytes;
    if (this.#size > this.#rotateBytes) this.#endFile();
  }

  /** Writes what is left and marks the file as whole. Later decisions are refused. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.flush();
    this.#endFile();
  }

  #write(frame: Buffer): void {
    if (this.#file === undefined) {
      this.#file = openSync(join(this.#directory, spoolFileName(this.#startedAt, this.#files++)), "wx", 0o600);
      writeWhole(this.#file, spoolFileHeader, 0);
      this.#size = spoolFileHeader.length;
    }
    try {
      writeWhole(this.#file, frame, this.#size);
      this.#size += frame.length;
    } catch (error) {
      // A part of a frame would hide all that follows it.
      ftruncateSync(this.#file, this.#size);
      throw error;
    }
  }

  #endFile(): void {
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    const end = Buffer.alloc(frameHeaderBytes);
    sealFrame(end, 0, 0, 0);
    try {
      writeWhole(file, end, this.#size);
    } finally {
      closeSync(file);
    }
  }
}

function emptyFrame(): ByteWriter {
  const frame = new ByteWriter(startBytes);
  frame.used = frameHeaderBytes;
  return frame;
}

function writeWhole(file: number, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, position + done);
}
