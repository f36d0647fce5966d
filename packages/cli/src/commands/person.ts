import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { CommandError } from "../command-error.ts";
import type { StudioClient } from "../studio-client.ts";

export const personUsage =
  "aisle person find | export FILE | delete --yes   (--shopper ID | --email ADDRESS | --user ID)";

type Counts = { readonly [store: string]: number };

/** Finds what is stored about a person, writes it into a file, or deletes it. */
export async function personCommand(client: StudioClient, args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      shopper: { type: "string" },
      email: { type: "string" },
      user: { type: "string" },
      yes: { type: "boolean", default: false },
    },
  });
  const [verb, file, ...rest] = positionals;
  const named = (["shopper", "email", "user"] as const).flatMap((by) => {
    const value = values[by];
    return value === undefined ? [] : [{ by, value }];
  });
  const [person] = named;
  if (person === undefined || named.length > 1 || rest.length > 0 || (verb === "export") !== (file !== undefined))
    throw new CommandError(personUsage);
  if (verb === "find")
    return show(await client.query<Counts>("personData.find", person), "Nothing is stored about this person.");
  if (verb === "export") {
    const all = await client.mutate<object>("personData.export", person);
    await writeFile(file!, `${JSON.stringify(all, undefined, 2)}\n`, { mode: 0o600 });
    process.stdout.write(`${file}: ${Object.keys(all).length} kinds of data\n`);
    return;
  }
  if (verb !== "delete") throw new CommandError(personUsage);
  if (!values.yes) throw new CommandError("This cannot be undone; say --yes.", "`aisle person find` shows what goes.");
  show(await client.mutate<Counts>("personData.erase", person), "Nothing was stored about this person.");
}

function show(counts: Counts, nothing: string): void {
  const stores = Object.entries(counts);
  for (const [store, count] of stores) process.stdout.write(`${store}  ${count}\n`);
  if (stores.length === 0) process.stdout.write(`${nothing}\n`);
}
