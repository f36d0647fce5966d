import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { CommandError } from "../command-error.ts";
import { followJob } from "../follow-job.ts";
import { ProgressLine } from "../progress-line.ts";
import type { StudioClient } from "../studio-client.ts";
import { uploadFile } from "../upload-file.ts";

export const experimentsUsage = "aisle experiments list|show KEY|export KEY|import FILE [options]";

interface Row {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly state: string;
  readonly dayOfPlan: string | null;
  readonly units: number;
  readonly verdict: { readonly headline: string; readonly detail: string };
}

interface Figure {
  readonly arm: string;
  readonly units: number;
  readonly mean: number;
}

interface Effect {
  readonly arm: string;
  readonly reason?: string;
  readonly estimate?: number;
  readonly fixed?: {
    readonly pValue: number;
    readonly interval: { readonly low: number | null; readonly high: number | null };
  };
}

interface Detail extends Row {
  readonly arms: readonly { readonly key: string; readonly name: string; readonly changes: readonly string[] }[];
  readonly spec: { readonly metrics: readonly { readonly metric: { readonly id: string; readonly name: string } }[] };
  readonly reading: {
    readonly units: { readonly [arm: string]: number };
    readonly metrics: readonly {
      readonly metric: string;
      readonly role: string;
      readonly arms: readonly Figure[];
      readonly effects: readonly Effect[];
      readonly verdicts: { readonly [arm: string]: string };
    }[];
    readonly health: readonly { readonly state: string; readonly message: string }[];
  } | null;
}

const parts: { readonly [part: string]: (client: StudioClient, args: readonly string[]) => Promise<void> } = {
  list,
  show,
  export: exportOne,
  import: importOne,
};

/** Lists, shows and exports experiments, and makes one of a file. */
export async function experimentsCommand(client: StudioClient, args: readonly string[]): Promise<void> {
  const [part = "", ...rest] = args;
  if (!Object.hasOwn(parts, part)) throw new CommandError(experimentsUsage);
  await parts[part]!(client, rest);
}

async function list(client: StudioClient, args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { archived: { type: "boolean" }, search: { type: "string" }, json: { type: "boolean" } },
  });
  if (positionals.length > 0) throw new CommandError("aisle experiments list [--archived] [--search TEXT] [--json]");
  const query = {
    ...(values.archived === true ? { archived: true } : {}),
    ...(values.search === undefined ? {} : { search: values.search }),
  };
  const rows = await client.query<readonly Row[]>("experiments.list", query);
  if (values.json === true) return say(JSON.stringify(rows, null, 2));
  for (const { key, state, dayOfPlan, units, verdict, name } of rows)
    say(
      [key, state, dayOfPlan === null ? "-" : `day ${dayOfPlan}`, `${units} units`, verdict.headline, name].join("\t"),
    );
}

async function show(client: StudioClient, args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: "boolean" } },
  });
  const experiment = await client.query<Detail>("experiments.get", { id: await idOf(client, positionals[0], "show") });
  if (values.json === true) return say(JSON.stringify(experiment, null, 2));
  const { name, key, state, verdict, arms, spec, reading } = experiment;
  say(`${name} (${key}), ${state}`, verdict.headline, ...(verdict.detail === "" ? [] : [verdict.detail]), "");
  const nameOf = (arm: string) => arms.find((one) => one.key === arm)?.name ?? arm;
  for (const arm of arms)
    say(`${arm.name}: ${reading?.units[arm.key] ?? 0} units`, ...arm.changes.map((change) => `  ${change}`));
  for (const { metric, role, arms: figures, effects, verdicts } of reading?.metrics ?? []) {
    say("", `${spec.metrics.find((one) => one.metric.id === metric)?.metric.name ?? metric} (${role})`);
    for (const { arm, units, mean } of figures) {
      const effect = effects.find((one) => one.arm === arm);
      say(
        `  ${nameOf(arm)}: ${mean.toPrecision(4)} of ${units} units${effect === undefined ? "" : describe(effect, verdicts[arm])}`,
      );
    }
  }
  if (reading !== null) say("", ...reading.health.map((check) => `${check.state}: ${check.message}`));
}

function describe({ reason, estimate = 0, fixed }: Effect, verdict: string | undefined): string {
  if (reason !== undefined || fixed === undefined) return `, ${reason ?? "not readable"}`;
  const share = (value: number | null) =>
    value === null ? "open" : `${value > 0 ? "+" : ""}${(100 * value).toFixed(1)} %`;
  const { low, high } = fixed.interval;
  return `, ${share(estimate)} (${share(low)} to ${share(high)}, p = ${fixed.pValue.toPrecision(2)}), ${verdict ?? ""}`;
}

async function exportOne(client: StudioClient, args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { format: { type: "string", default: "csv" }, output: { type: "string" } },
  });
  const { format, output } = values;
  if (format !== "csv" && format !== "html" && format !== "pdf")
    throw new CommandError(`--format takes csv, html or pdf, not “${format}”.`);
  if (format === "pdf" && output === undefined && process.stdout.isTTY)
    throw new CommandError("A PDF is no text for the terminal.", "Say where it goes with --output FILE.");
  const id = await idOf(client, positionals[0], "export");
  const { text } = await client.query<{ readonly text: string }>("experiments.export", { id, format });
  const bytes = Buffer.from(text, format === "pdf" ? "base64" : "utf8");
  if (output === undefined) {
    process.stdout.write(bytes);
    return;
  }
  await writeFile(output, bytes).catch((error: Error) => {
    throw new CommandError(
      `The export could not be written: ${error.message}`,
      "Name another place with --output FILE.",
    );
  });
  say(`Written: ${output}`);
}

async function importOne(client: StudioClient, args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      unit: { type: "string" },
      arm: { type: "string" },
      control: { type: "string" },
      metrics: { type: "string" },
      weights: { type: "string" },
      name: { type: "string" },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new CommandError("aisle experiments import FILE [--arm COLUMN] [--metrics a,b] …");
  const { metrics, weights, ...columns } = values;
  const options = {
    ...columns,
    ...(metrics === undefined ? {} : { metrics: metrics.split(",").map((name) => name.trim()) }),
    ...(weights === undefined ? {} : { weights: weights.split(",").map(Number) }),
  };
  const line = new ProgressLine();
  const { jobId } = await uploadFile(
    client,
    "/api/import/experiment",
    file,
    { options: JSON.stringify(options) },
    line,
  );
  const { experiment } = await followJob(client, jobId, line);
  if (experiment === undefined) return line.end("Imported.");
  line.end(`Read ${experiment.rows} rows, rejected ${experiment.rejected}.`);
  for (const { line: at, reason } of experiment.rejectedRows.slice(0, 5)) say(`  line ${at}: ${reason}`);
  await show(client, [experiment.id]);
}

/** The id of the experiment that a key, an id or a name says. */
async function idOf(client: StudioClient, asked: string | undefined, part: string): Promise<string> {
  if (asked === undefined) throw new CommandError(`aisle experiments ${part} KEY`);
  const lists = await Promise.all(
    [false, true].map((archived) => client.query<readonly Row[]>("experiments.list", { archived })),
  );
  const found = lists.flat().filter(({ id, key, name }) => id === asked || key === asked || name === asked);
  if (found.length === 1) return found[0]!.id;
  if (found.length === 0)
    throw new CommandError(`There is no experiment “${asked}”.`, "`aisle experiments list` names all.");
  throw new CommandError(
    `${found.length} experiments are called “${asked}”.`,
    `Name one by its key: ${found.map(({ key }) => key).join(", ")}.`,
  );
}

function say(...lines: readonly string[]): void {
  for (const text of lines) process.stdout.write(`${text}\n`);
}
