import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { type Liveness, maxSilenceMs, watchLiveness } from "./liveness.ts";

/** A program that the supervisor keeps running. */
export interface ChildSpec {
  readonly name: string;
  /** Path of a JavaScript file. */
  readonly script: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** How long its event loop may stand still; `maxSilenceMs` by default. */
  readonly maxSilenceMs?: number;
  /** Answers 200 once the program is at work; without it the program says so itself (IPC message `ready`). */
  readonly healthUrl?: string;
}

export interface ChildReport {
  /** A line that the program printed. */
  readonly output: (name: string, line: string) => void;
  /** Something that the person at the terminal should know. */
  readonly notice: (line: string) => void;
  /** The program has a new process id, or none. */
  readonly changed: () => void;
}

/** A program that is restarted when it ends. */
export interface Child {
  readonly name: string;
  /** The running process, if any. */
  readonly pid: number | undefined;
  /** Fulfilled when it is at work for the first time; rejected when it ends again and again before. */
  readonly ready: Promise<void>;
  /** Ends it, with SIGKILL after `graceMs`, and starts it no more. */
  stop(graceMs: number): Promise<void>;
}

const firstPauseMs = 500;
const maxPauseMs = 30_000;
/** A program that ran this long has recovered. */
const healthyMs = 60_000;
const startAttempts = 3;
const readyWithinMs = 90_000;

/** Starts the program and starts it again, after growing pauses, whenever it ends. */
export function keepRunning(spec: ChildSpec, report: ChildReport): Child {
  const stopping = new AbortController();
  let current: ChildProcess | undefined;
  let becameReady = false;
  let markReady: () => void = () => undefined;
  let failStart: (error: Error) => void = () => undefined;
  const ready = new Promise<void>((resolve, reject) => {
    markReady = resolve;
    failStart = reject;
  });
  ready.catch(() => undefined);

  const running = (async () => {
    let pauseMs = firstPauseMs;
    for (let attempt = 1; !stopping.signal.aborted; attempt++) {
      const startedAt = Date.now();
      const launched = launch(spec, report);
      current = launched.child;
      report.changed();
      const atWork = untilAtWork(spec, launched.child, stopping.signal).then((yes) => {
        if (!yes) return;
        becameReady = true;
        markReady();
      });
      const liveness = watch(spec, launched.child, report);
      const how = await launched.ended;
      liveness.stop();
      current = undefined;
      report.changed();
      await atWork;
      if (stopping.signal.aborted) break;
      if (!becameReady && attempt >= startAttempts) {
        const said = launched.tail.join("\n");
        failStart(new Error(`${spec.name} did not start (it ended with ${how}).${said ? ` It said:\n${said}` : ""}`));
        break;
      }
      if (Date.now() - startedAt > healthyMs) pauseMs = firstPauseMs;
      report.notice(`${spec.name} ended with ${how}; starting it again in ${pauseMs / 1000} s`);
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, maxPauseMs);
    }
  })();

  return {
    name: spec.name,
    get pid() {
      return current?.pid;
    },
    ready,
    async stop(graceMs) {
      stopping.abort();
      if (current) signalGroup(current, "SIGTERM");
      const kill = setTimeout(() => current && signalGroup(current, "SIGKILL"), graceMs);
      await running;
      clearTimeout(kill);
    },
  };
}

/** Ends a program whose event loop stands still, as far as its signs of life show; it is then started again like any that ends. */
function watch(spec: ChildSpec, child: ChildProcess, report: ChildReport): Liveness {
  const { maxSilenceMs: maxMs = maxSilenceMs } = spec;
  const stalled = () => {
    report.notice(`${spec.name} has not moved for more than ${maxMs / 1000} s; ending it`);
    signalGroup(child, "SIGKILL");
  };
  const liveness = watchLiveness(child.pid ?? 0, stalled, maxMs);
  child.on("message", (message) => {
    if (message === "alive") liveness.beat();
  });
  return liveness;
}

/** Signals the program and whatever it started; a process group of its own keeps a terminal's Ctrl-C from reaching it. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (process.platform === "win32" || child.pid === undefined) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

function launch(spec: ChildSpec, report: ChildReport) {
  const child = spawn(process.execPath, ["--enable-source-maps", spec.script, ...spec.args], {
    cwd: spec.cwd,
    env: spec.env,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: process.platform !== "win32",
  });
  const tail: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream?.setEncoding("utf8");
    stream?.on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        tail.push(line);
        if (tail.length > 20) tail.shift();
        report.output(spec.name, line);
      }
    });
  }
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    // What it had started itself would go on, and hold its output open.
    child.once("exit", () => signalGroup(child, "SIGKILL"));
    child.once("close", (code, signal) => resolve(signal ?? `code ${code}`));
  });
  return { child, tail, ended };
}

/** Waits until the program says that it is at work or its health URL answers; `false` when it ends before. */
async function untilAtWork(spec: ChildSpec, child: ChildProcess, stopped: AbortSignal): Promise<boolean> {
  let said = false;
  child.on("message", (message) => {
    if (message === "ready") said = true;
  });
  for (const until = Date.now() + readyWithinMs; Date.now() < until; ) {
    if (stopped.aborted || child.exitCode !== null || child.signalCode !== null || child.pid === undefined)
      return false;
    if (said || (spec.healthUrl && (await answers(spec.healthUrl)))) return true;
    await sleep(100);
  }
  child.kill("SIGKILL");
  return false;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
