import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The process id of a program that the supervisor of a data directory runs now. */
export async function programPid(home: string, name: "studio" | "serving worker" | "job worker"): Promise<number> {
  const { children } = JSON.parse(await readFile(join(home, "running.json"), "utf8")) as {
    children: readonly { readonly name: string; readonly pid: number }[];
  };
  return children.find((child) => child.name === name)!.pid;
}
