import { CommandError } from "../command-error.ts";
import type { StudioClient } from "../studio-client.ts";

export const connectionsUsage = "aisle connections [list | test NAME]";

interface Connection {
  readonly name: string;
  readonly kind: string;
  readonly notify: boolean;
  readonly tested: { readonly at: string; readonly ok: boolean; readonly message: string } | null;
}

/** Lists the connections to other systems, or tries one out. */
export async function connectionsCommand(client: StudioClient, args: readonly string[]): Promise<void> {
  const [verb = "list", name, ...rest] = args;
  if (rest.length > 0 || (verb !== "list" && verb !== "test") || (verb === "test") !== (name !== undefined))
    throw new CommandError(connectionsUsage);
  if (verb === "test") return test(client, name!);
  const connections = await client.query<readonly Connection[]>("connections.list");
  for (const { name, kind, notify, tested } of connections) {
    const last = tested === null ? "not tested" : `${tested.ok ? "ok" : "FAIL"} ${tested.at}: ${tested.message}`;
    process.stdout.write(`${name}  ${kind}${notify ? "  sends notifications" : ""}  ${last}\n`);
  }
  if (connections.length === 0) process.stdout.write("There are no connections; add one in Settings.\n");
}

async function test(client: StudioClient, name: string): Promise<void> {
  const { ok, message, help } = await client.mutate<{
    readonly ok: boolean;
    readonly message: string;
    readonly help: string | null;
  }>("connections.test", { name });
  if (!ok) throw new CommandError(message, help ?? undefined);
  process.stdout.write(`${message}\n`);
}
