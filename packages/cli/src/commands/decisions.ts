import { parseArgs } from "node:util";
import { CommandError } from "../command-error.ts";
import type { StudioClient } from "../studio-client.ts";

export const decisionsUsage = "aisle decisions rejected [--replay]";

interface Rejected {
  readonly count: number;
  readonly latest: readonly { readonly decisionId: string; readonly rejectedAt: string; readonly reason: string }[];
}

/** Lists the decisions that the database refused, or stores them after all; fails while some are left. */
export async function decisionsCommand(client: StudioClient, args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { replay: { type: "boolean", default: false } },
  });
  if (positionals.length !== 1 || positionals[0] !== "rejected") throw new CommandError(decisionsUsage);
  if (values.replay) {
    const replayed = await client.fetch("/api/decisions/rejected/replay", { method: "POST" });
    const { stored, refused } = (await replayed.json()) as { stored: number; refused: number };
    process.stdout.write(`Stored ${stored} decisions; ${refused} were refused again.\n`);
  }
  const { count, latest } = (await (await client.fetch("/api/decisions/rejected")).json()) as Rejected;
  for (const { decisionId, rejectedAt, reason } of latest)
    process.stdout.write(`${rejectedAt}  ${decisionId}  ${reason.replaceAll("\n", " ")}\n`);
  if (count > latest.length) process.stdout.write(`… and ${count - latest.length} more\n`);
  if (count > 0) throw new CommandError(`${count} decisions are refused by the database.`);
  process.stdout.write("No decision is refused.\n");
}
