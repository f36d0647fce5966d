import { readFileSync } from "node:fs";
import { join } from "node:path";
import { processCommand } from "../files/process-command.ts";
import { processIsAlive } from "../files/process-is-alive.ts";

/** What a data directory's `postmaster.pid` says. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Whether the server takes connections. */
  readonly ready: boolean;
  /** Whether the process runs and is a PostgreSQL server, not another program that got the same number. */
  readonly running: boolean;
}

/** Reads `postmaster.pid` (line 1 pid, line 4 port, line 8 state); `undefined` when there is none or it is half-written. */
export function readPostmaster(dataDir: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(dataDir, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return undefined;
  }
  const pid = Number.parseInt(lines[0] ?? "", 10);
  if (!Number.isInteger(pid)) return undefined;
  const port = Number.parseInt(lines[3] ?? "", 10);
  const ready = (lines[7] ?? "").trim() === "ready";
  return { pid, port, ready, running: processIsAlive(pid) && /postgres/i.test(processCommand(pid)) };
}
