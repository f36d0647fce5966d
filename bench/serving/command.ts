import { spawn } from "node:child_process";
import type { RunningAisle } from "./running-aisle.ts";

/** Runs the `aisle` command against a bench's Aisle, its output passed on; throws when it fails. */
export function command(
  { studioUrl, workerUrl, home }: Pick<RunningAisle, "studioUrl" | "workerUrl" | "home">,
  args: readonly string[],
): Promise<void> {
  const env = { ...process.env, AISLE_HOME: home, AISLE_URL: studioUrl, AISLE_WORKER_URL: workerUrl };
  const child = spawn(process.execPath, ["packages/cli/bin/aisle.mjs", ...args], {
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`aisle ${args.join(" ")} ended with ${code}`)),
    );
  });
}
