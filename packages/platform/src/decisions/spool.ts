import { mkdirSync } from "node:fs";
import type { NewDecision } from "@aisle/contracts/decision";
import { AisleError } from "@aisle/runtime/errors";
import { ByteWriter } from "./byte-writer.ts";
import { DecisionTupleWriter } from "./decision-tuple.ts";
import { smallerDecisions } from "./smaller-decisions.ts";
import { SpoolBacklog } from "./spool-backlog.ts";
import { frameHeaderBytes, sealFrame } from "./spool-format.ts";
import { nodeFiles, type SpoolFiles, SpoolOutput } from "./spool-output.ts";

export interface SpoolOptions {
  /** Directory of the spool files, made when absent. */
  readonly directory: string;
  /** A file that grew beyond this is closed and the next one begun; 64 MB when not given. */
  readonly rotateBytes?: number;
  /** How much may wait in memory, and how long, while files cannot be written; 32 MB and a minute when not given. */
  readonly maxWaitingBytes?: number;
  readonly maxWaitingMs?: number;
  readonly files?: SpoolFiles;
  /** Told once a minute while files cannot be written, and when they can again. */
  readonly onTrouble?: (message: string) => void;
}

const dayMs = 86_400_000;
const startBytes = 1 << 20;
const maxIdleBytes = 8 << 20;
/** A frame is written when it has grown beyond this, without waiting for the end of the turn. */
const flushBytes = 4 << 20;
const maxDecisionBytes = 8 << 20;

/**
 * Where a serving process leaves its decisions before their answers: files of its own, appended to with one write for
 * all decisions of the same turn of the event loop. No fsync: what was appended outlives the process, killed or not,
 * and is lost only with the machine. `DecisionWriter` copies it to the database. While files cannot be written, decisions
 * wait in memory up to a limit; they are written in their order when it is possible again.
 */
export class Spool {
  readonly #tuples = new DecisionTupleWriter();
  readonly #output: SpoolOutput;
  readonly #backlog: SpoolBacklog;
  #pending = emptyFrame();
  #count = 0;
  #firstDay = 0;
  #lastDay = 0;
  #flushing: Promise<void> | undefined;
  #settle: { resolve: () => void; reject: (error: unknown) => void } | undefined;
  #closed = false;

  constructor(options: SpoolOptions) {
    const { directory, rotateBytes = 64 << 20, files = nodeFiles } = options;
    this.#output = new SpoolOutput(files, directory, rotateBytes);
    this.#backlog = new SpoolBacklog(this.#output, {
      maxBytes: options.maxWaitingBytes ?? 32 << 20,
      maxMs: options.maxWaitingMs ?? 60_000,
      onTrouble: options.onTrouble ?? (() => undefined),
    });
    mkdirSync(directory, { recursive: true });
  }

  /** True when `append` refuses decisions, because too many wait in memory already. */
  get isFull(): boolean {
    return this.#backlog.isFull;
  }

  /** Why files cannot be written; `undefined` while they can. */
  get trouble(): string | undefined {
    return this.#backlog.trouble;
  }

  /**
   * Takes a decision. Resolves when it outlives this process (while files cannot be written: when it waits in memory):
   * send the answer then. Rejects with `serving.log-full` when no more can wait. A decision that is too large is stored
   * without its largest parts, and says so.
   */
  append(decision: NewDecision): Promise<void> {
    if (this.#closed) return Promise.reject(new Error("The decision spool is closed."));
    if (this.#backlog.isFull) return Promise.reject(logFull());
    try {
      this.#write(decision);
    } catch (error) {
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
    const flushing = this.#flushing;
    if (this.#pending.used > flushBytes) this.flush();
    return flushing;
  }

  /** Writes what was taken so far at once, and settles its promises. */
  flush(): void {
    const settle = this.#settle;
    if (settle === undefined) return;
    const { buffer, used } = this.#pending;
    const frame = buffer.subarray(0, used);
    try {
      sealFrame(frame, this.#count, this.#firstDay, this.#lastDay);
      this.#backlog.write(frame, this.#count);
      settle.resolve();
    } catch (error) {
      settle.reject(error);
    }
    this.#flushing = undefined;
    this.#settle = undefined;
    this.#count = 0;
    if (buffer.length > maxIdleBytes) this.#pending = emptyFrame();
    else this.#pending.used = frameHeaderBytes;
  }

  /** Writes what is left and marks the file as whole. Later decisions are refused. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.flush();
    this.#backlog.close();
    this.#output.end();
  }

  #write(decision: NewDecision): void {
    const before = this.#pending.used;
    if (this.#fits(decision, before)) return;
    for (const smaller of smallerDecisions(decision)) if (this.#fits(smaller, before)) return;
    throw new RangeError(`The decision ${decision.id} does not fit into the log.`);
  }

  /** Writes a decision; takes it back when it is too large. */
  #fits(decision: NewDecision, before: number): boolean {
    try {
      this.#tuples.write(this.#pending, decision);
      if (this.#pending.used - before <= maxDecisionBytes) return true;
    } catch (error) {
      this.#pending.used = before;
      if (!(error instanceof RangeError)) throw error;
    }
    this.#pending.used = before;
    return false;
  }
}

function logFull(): AisleError {
  return new AisleError("serving.log-full", "The decision log cannot be written at present.");
}

function emptyFrame(): ByteWriter {
  const frame = new ByteWriter(startBytes, flushBytes + maxDecisionBytes + frameHeaderBytes);
  frame.used = frameHeaderBytes;
  return frame;
}
