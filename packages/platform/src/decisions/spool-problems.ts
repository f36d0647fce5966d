import { backoffMs } from "@aisle/runtime/backoff";
import type { Pool } from "pg";
import { isConnectionLoss } from "../postgres/connection-loss.ts";
import type { DecisionCopy } from "./decision-copy.ts";

interface Problem {
  readonly message: string;
  waitUntil: number;
  failures: number;
  storedAt: number;
}

const maxPauseMs = 60_000;
const pauses = { firstMs: 1000, maxMs: maxPauseMs };

/**
 * What is wrong with single spool files, and with all of them: reported once while it lasts, tried again with growing
 * pauses, stored for the doctor.
 */
export class SpoolProblems {
  readonly #copy: DecisionCopy;
  readonly #report: (message: string) => void;
  readonly #files = new Map<string, Problem>();
  #general: { readonly message: string; readonly reportedAt: number } | undefined;

  constructor(copy: DecisionCopy, report: (message: string) => void) {
    this.#copy = copy;
    this.#report = report;
  }

  /** True while a file is left alone because it failed a short time ago. */
  isWaiting(file: string): boolean {
    return Date.now() < (this.#files.get(file)?.waitUntil ?? 0);
  }

  /** A file failed. Throws the error on when it is the database that is away: then no other file can do better. */
  async add(file: string, error: Error): Promise<void> {
    if (isDatabaseAway(error)) throw error;
    const known = this.#files.get(file);
    const failures = (known?.failures ?? 0) + 1;
    const isNew = known?.message !== error.message;
    if (isNew) this.#report(`${file}: ${error.message}`);
    const now = Date.now();
    const storedAt = !isNew && now - known.storedAt < maxPauseMs ? known.storedAt : now;
    this.#files.set(file, { message: error.message, waitUntil: now + backoffMs(failures, pauses), failures, storedAt });
    if (storedAt === now) await this.#copy.setProblem(file, error.message);
  }

  /** A file was read. */
  solved(file: string): void {
    this.#files.delete(file);
  }

  /** Forgets the files that somebody has moved away. */
  async retainOnly(files: readonly string[]): Promise<void> {
    for (const file of this.#files.keys()) {
      if (files.includes(file)) continue;
      this.#files.delete(file);
      await this.#copy.setProblem(file, undefined);
    }
  }

  /** Nothing could be done at all; said once a minute. */
  general(error: Error): void {
    const { message } = error;
    if (this.#general?.message === message && Date.now() - this.#general.reportedAt < maxPauseMs) return;
    this.#general = { message, reportedAt: Date.now() };
    this.#report(message);
  }

  /** A look went through. */
  worked(): void {
    this.#general = undefined;
  }
}

/** Spool files that a writer could not read at its latest tries. */
export async function unreadableSpools(
  pool: Pool,
): Promise<readonly { readonly file: string; readonly problem: string }[]> {
  const found = await pool.query<{ file: string; problem: string }>(
    `select file, problem from decision_spool
     where problem is not null and updated_at > now() - interval '10 minutes' order by file`,
  );
  return found.rows;
}

/** The database cannot be reached, or has no room for anybody (class 53); a statement that took too long is one file's problem. */
function isDatabaseAway(error: Error & { readonly code?: string }): boolean {
  const { code = "" } = error;
  return code !== "57014" && (code.startsWith("53") || isConnectionLoss(error));
}
