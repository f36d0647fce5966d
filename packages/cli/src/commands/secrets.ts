import { parseArgs } from "node:util";
import { CommandError } from "../command-error.ts";
import { readHidden } from "../read-password.ts";
import type { StudioClient } from "../studio-client.ts";

export const secretsUsage = "aisle secrets [list | set NAME [--stdin] | remove NAME | rotate]";

interface Secret {
  readonly name: string;
  readonly updatedAt: string;
  readonly readable: boolean;
}

/** Lists, enters and removes secrets, or encrypts all of them with another key. A value is typed or piped, never an argument. */
export async function secretsCommand(client: StudioClient, args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { stdin: { type: "boolean", default: false } },
  });
  const [verb = "list", name, ...rest] = positionals;
  const takesName = verb === "set" || verb === "remove";
  if (rest.length > 0 || takesName !== (name !== undefined)) throw new CommandError(secretsUsage);
  if (verb === "list") return list(client);
  if (verb === "rotate") return rotate(client);
  if (name === undefined) throw new CommandError(secretsUsage);
  if (verb === "remove") await client.mutate("secrets.remove", { name });
  else {
    const value = await readHidden(`Value of ${name} (not shown): `, values.stdin);
    if (value === undefined)
      throw new CommandError("No value was given.", "Type it at a terminal, or pipe it and say --stdin.");
    await client.mutate("secrets.set", { name, value });
  }
  process.stdout.write(`${name} is ${verb === "set" ? "stored" : "removed"}.\n`);
}

async function list(client: StudioClient): Promise<void> {
  const secrets = await client.query<readonly Secret[]>("secrets.list");
  for (const { name, updatedAt, readable } of secrets)
    process.stdout.write(`${name}  ${updatedAt}${readable ? "" : "  its key is missing: enter it again"}\n`);
  if (secrets.length === 0) process.stdout.write("There are no secrets.\n");
}

async function rotate(client: StudioClient): Promise<void> {
  const { keyId, reencrypted, unreadable } = await client.mutate<{
    readonly keyId: string;
    readonly reencrypted: number;
    readonly unreadable: readonly string[];
  }>("secrets.rotate", {});
  process.stdout.write(`${reencrypted} secrets were encrypted again; the key in force is ${keyId}.\n`);
  if (unreadable.length > 0)
    throw new CommandError(
      `No key decrypts ${unreadable.join(", ")}.`,
      "Enter them again, or put their key back and rotate once more.",
    );
}
