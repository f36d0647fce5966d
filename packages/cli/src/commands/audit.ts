import { parseArgs } from "node:util";
import { CommandError } from "../command-error.ts";
import type { StudioClient } from "../studio-client.ts";

export const auditUsage = "aisle audit [list [--limit N] [--action NAME] | verify [--expect SEQ:HASH]]";

interface Row {
  readonly seq: number;
  readonly at: string;
  readonly actor: { readonly id: string; readonly name: string | null } | null;
  readonly via: string;
  readonly action: string;
  readonly subject: string | null;
  readonly detail: object;
}

interface Check {
  readonly ok: boolean;
  readonly entries: number;
  readonly head: string;
  readonly problem?: string;
}

/** Lists what was done, the latest first, or computes the hashes of the whole log again. */
export async function auditCommand(client: StudioClient, args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { limit: { type: "string", default: "50" }, action: { type: "string" }, expect: { type: "string" } },
  });
  const [verb = "list", ...rest] = positionals;
  if (rest.length > 0 || (verb !== "list" && verb !== "verify")) throw new CommandError(auditUsage);
  if (verb === "verify") return verify(client, values.expect);
  const limit = Number(values.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 500)
    throw new CommandError("--limit is a number from 1 to 500.");
  const rows = await client.query<readonly Row[]>("audit.list", {
    limit,
    ...(values.action === undefined ? {} : { action: values.action }),
  });
  for (const { seq, at, actor, via, action, subject, detail } of rows) {
    const who = actor === null ? via : `${actor.name ?? actor.id} (${via})`;
    const more = Object.keys(detail).length === 0 ? "" : `  ${JSON.stringify(detail)}`;
    process.stdout.write(`${seq}  ${at}  ${who}  ${action}  ${subject ?? ""}${more}\n`);
  }
  if (rows.length === 0) process.stdout.write("Nothing was written down yet.\n");
}

async function verify(client: StudioClient, expect: string | undefined): Promise<void> {
  const { ok, entries, head, problem } = await client.query<Check>(
    "audit.verify",
    expect === undefined ? {} : { expect },
  );
  if (!ok) throw new CommandError(`The audit log was changed: ${problem}.`, "Compare it with a backup from before.");
  process.stdout.write(`${entries} entries are as they were written. The end is ${head}\n`);
}
