import { writeFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { CommandError } from "../command-error.ts";
import { followJob, type ImportReport } from "../follow-job.ts";
import { ProgressLine } from "../progress-line.ts";
import type { StudioClient } from "../studio-client.ts";
import { uploadFile } from "../upload-file.ts";
import { type DemoShopStatus, sayEndpoints } from "./demo-shop.ts";

export const importUsage =
  "aisle import catalog|events|stock FILE [--map field=column …] [--demo-shop keep|aside] [--report FILE]";

/** Uploads a CSV or JSONL file (.gz too), follows its import, and writes the rejected rows to a report. */
export async function importCommand(client: StudioClient, args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      map: { type: "string", multiple: true, default: [] },
      "price-unit": { type: "string" },
      currency: { type: "string" },
      kind: { type: "string" },
      "create-products": { type: "boolean" },
      "demo-shop": { type: "string" },
      report: { type: "string" },
    },
  });
  const [kind, file] = positionals;
  if (!["catalog", "events", "stock"].includes(kind ?? "") || file === undefined) throw new CommandError(importUsage);
  // `--map a=b c=d` gives the second pair as a positional.
  const pairs = [...values.map, ...positionals.slice(2)].map((text) => pairOf(text, "--map"));
  const options = (["price-unit", "currency", "kind", "create-products"] as const).flatMap(
    (name): [string, string][] => (values[name] === undefined ? [] : [[`--${name}`, String(values[name])]]),
  );
  if (kind === "catalog") {
    const choice = values["demo-shop"] ?? (await askAboutDemoShop(client));
    if (choice !== undefined) options.push(["--demo-shop", choice]);
  }
  const line = new ProgressLine();
  const map = JSON.stringify(Object.fromEntries([...pairs, ...options]));
  const { jobId } = await uploadFile(client, `/api/import/${kind}`, file, { map }, line);
  const job = await followJob(client, jobId, line);
  const report = job.import;
  if (report === undefined) {
    line.end("Imported.");
    return;
  }
  line.end(`Read ${report.read} rows, stored ${report.stored}, rejected ${report.rejected}.`);
  for (const note of report.notes ?? []) process.stdout.write(`  ${note}\n`);
  if (report.rejected > 0 || Object.keys(report.skipped ?? {}).length > 0)
    await reportRejected(client, jobId, report, values.report ?? `${file}.rejected.csv`);
  if (report.stored === 0)
    throw new CommandError(
      report.read === 0 ? `Nothing was stored: ${file} has no rows.` : `Nothing was stored of the ${report.read} rows.`,
      report.rejected > 0 ? "The reasons are above; --map field=column says which column holds what." : undefined,
    );
}

/** Asks at a terminal what becomes of the demo shop; without one it stays, and the report says so. */
async function askAboutDemoShop(client: StudioClient): Promise<"keep" | "aside" | undefined> {
  const shop = await client.query<DemoShopStatus>("demoShop.state");
  if (shop.state !== "there" || !process.stdin.isTTY || !process.stdout.isTTY) return undefined;
  sayEndpoints(shop);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(
      `The demo shop (${shop.products} products, ${shop.events} events) is in the catalogue. Set it aside when these products are there? It can be brought back. [y/N] `,
    );
    return /^\s*y/i.test(answer) ? "aside" : "keep";
  } finally {
    terminal.close();
  }
}

function pairOf(text: string, option: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new CommandError(`${option} takes field=column, not “${text}”.`, importUsage);
  return [text.slice(0, at), text.slice(at + 1)];
}

async function reportRejected(client: StudioClient, jobId: string, report: ImportReport, path: string): Promise<void> {
  const all = await client.fetch(`/api/rejected/${jobId}`);
  await writeFile(path, Buffer.from(await all.arrayBuffer())).catch((error: Error) => {
    throw new CommandError(
      `The report could not be written: ${error.message}`,
      "Name another place with --report FILE.",
    );
  });
  for (const { line, reason } of report.rejectedRows.slice(0, 5)) process.stdout.write(`  line ${line}: ${reason}\n`);
  process.stdout.write(`Rows that were not stored, each with its line and reason: ${path}\n`);
}
