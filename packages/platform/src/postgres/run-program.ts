import { spawn } from "node:child_process";
import type { OsUser } from "./os-user.ts";

/** Runs a program to its end, as another OS user if given; rejects with what it said when it fails. */
export function runProgram(
  program: string,
  args: readonly string[],
  { user, cwd, input }: { readonly user?: OsUser | undefined; readonly cwd: string; readonly input?: string },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      ...user,
      // The database server inherits no pipe of ours from pg_ctl, or waiting for the pipe's end would wait for the server.
      stdio: [input === undefined ? "ignore" : "pipe", "ignore", "pipe"],
      env: { ...process.env, LC_ALL: "C", LC_MESSAGES: "C" },
      windowsHide: true,
    });
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString("utf8")).slice(-4000);
    });
    child.stdin?.end(input);
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      child.stderr?.destroy();
      if (code === 0) resolve();
      else reject(new Error(`${program} ended with ${code ?? signal}: ${said.trim()}`));
    });
  });
}
