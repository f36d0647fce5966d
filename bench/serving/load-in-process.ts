import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { LoadOptions, LoadResult } from "./load.ts";

const script = fileURLToPath(new URL("load-process.js", import.meta.url));

/** Runs a load in a separate process. */
export function loadInProcess(options: LoadOptions): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const child = fork(script);
    let result: LoadResult | undefined;
    child.once("message", (message) => {
      result = message as LoadResult;
    });
    child.once("exit", (code) =>
      result === undefined ? reject(new Error(`the load ended with ${code}`)) : resolve(result),
    );
    child.send(options);
  });
}
