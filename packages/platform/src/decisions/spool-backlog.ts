import type { SpoolOutput } from "./spool-output.ts";

export interface BacklogLimits {
  readonly maxBytes: number;
  /** How long frames wait without any being written before no more are taken. */
  readonly maxMs: number;
  readonly onTrouble: (message: string) => void;
}

interface Waiting {
  readonly frame: Buffer;
  readonly count: number;
}

const retryMs = 250;
const reportMs = 60_000;
/** Written without letting requests through in between. */
const turnBytes = 4 << 20;

/** Passes frames on to the spool's files; while those cannot be written, frames wait in memory in their order. */
export class SpoolBacklog {
  readonly #output: SpoolOutput;
  readonly #limits: BacklogLimits;
  #waiting: Waiting[] = [];
  #bytes = 0;
  #count = 0;
  /** When a frame was last written, or the first began to wait. */
  #since = 0;
  #reportedAt = 0;
  #reason = "";
  #timer: NodeJS.Timeout | undefined;

  constructor(output: SpoolOutput, limits: BacklogLimits) {
    this.#output = output;
    this.#limits = limits;
  }

  get isFull(): boolean {
    if (this.#waiting.length === 0) return false;
    return this.#bytes >= this.#limits.maxBytes || Date.now() - this.#since >= this.#limits.maxMs;
  }

  /** What is wrong, without paths; `undefined` while files can be written. */
  get trouble(): string | undefined {
    if (this.#waiting.length === 0) return undefined;
    const megabytes = (this.#bytes / 1e6).toFixed(1);
    const what = this.isFull ? "requests are refused" : "requests are still answered";
    return `The decision log cannot be written: ${this.#reason}. ${this.#count} decisions wait in memory (${megabytes} MB); ${what}.`;
  }

  /** Writes a frame, or lets a copy of it wait. */
  write(frame: Buffer, count: number): void {
    if (this.#waiting.length === 0) {
      try {
        this.#output.write(frame);
        return;
      } catch (error) {
        this.#reason = reasonOf(error);
        this.#since = Date.now();
      }
    }
    this.#waiting.push({ frame: Buffer.from(frame), count });
    this.#bytes += frame.length;
    this.#count += count;
    this.#report();
    this.#timer ??= setTimeout(() => this.#retry(), retryMs).unref();
  }

  /** Tries once more; what cannot be written now is lost with the process. */
  close(): void {
    clearTimeout(this.#timer);
    this.#writeWaiting(Number.POSITIVE_INFINITY);
    if (this.#waiting.length > 0)
      this.#limits.onTrouble(
        `The process ends with ${this.#count} decisions that could not be written: ${this.#reason}.`,
      );
  }

  #retry(): void {
    const count = this.#count;
    const wrote = this.#writeWaiting(turnBytes);
    if (this.#waiting.length === 0) {
      this.#timer = undefined;
      this.#reportedAt = 0;
      this.#limits.onTrouble(
        `The decision log can be written again; the last ${count} decisions that waited are in it.`,
      );
      return;
    }
    this.#report();
    this.#timer = setTimeout(() => this.#retry(), wrote ? 0 : retryMs).unref();
  }

  /** Writes frames in their order, up to so many bytes or the first that fails; true when none failed. */
  #writeWaiting(maxBytes: number): boolean {
    let done = 0;
    let bytes = 0;
    let failed = false;
    for (; done < this.#waiting.length && bytes < maxBytes; done++) {
      const { frame, count } = this.#waiting[done]!;
      try {
        this.#output.write(frame);
      } catch (error) {
        this.#reason = reasonOf(error);
        failed = true;
        break;
      }
      bytes += frame.length;
      this.#count -= count;
      this.#since = Date.now();
    }
    this.#bytes -= bytes;
    this.#waiting = this.#waiting.slice(done);
    return !failed;
  }

  #report(): void {
    const now = Date.now();
    if (now - this.#reportedAt < reportMs) return;
    this.#reportedAt = now;
    this.#limits.onTrouble(this.trouble!);
  }
}

/** Why a file cannot be written, without its path. */
function reasonOf(error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") return "the disk is full";
  if (code === "EROFS" || code === "EACCES" || code === "EPERM") return "its directory may not be written to";
  if (code === "EMFILE" || code === "ENFILE") return "too many files are open";
  return code === "" ? message : `the system says ${code}`;
}
