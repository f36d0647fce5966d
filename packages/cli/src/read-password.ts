import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";

/**
 * A password, from AISLE_PASSWORD, from standard input when that is asked for, or typed at the terminal, where it is not
 * shown. `undefined` when there is none of these, or it is empty.
 */
export async function readPassword(prompt: string, fromStdin: boolean): Promise<string | undefined> {
  return process.env.AISLE_PASSWORD ? process.env.AISLE_PASSWORD : readHidden(prompt, fromStdin);
}

/** The first line of standard input when that is asked for, or a line typed at the terminal, where it is not shown. */
export async function readHidden(prompt: string, fromStdin: boolean): Promise<string | undefined> {
  const given = fromStdin ? (await text(process.stdin)).split(/\r?\n/)[0] : undefined;
  const line = given ?? (process.stdin.isTTY ? await typed(prompt) : undefined);
  return line === "" ? undefined : line;
}

async function typed(prompt: string): Promise<string> {
  process.stderr.write(prompt);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await terminal.question("");
  } finally {
    terminal.close();
    process.stderr.write("\n");
  }
}
