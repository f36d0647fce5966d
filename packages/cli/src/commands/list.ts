import { parseArgs } from "node:util";
import { CommandError } from "../command-error.ts";
import type { StudioClient } from "../studio-client.ts";

export const listUsage = "aisle list pipelines|endpoints|versions [PIPELINE]|keys|jobs [--json]";

type Row = { readonly [field: string]: unknown };
type Columns = (row: Row) => readonly unknown[];

/** What can be listed: the studio's procedure, and the columns of a line. */
const lists: { readonly [what: string]: { readonly procedure: string; readonly columns: Columns } } = {
  pipelines: {
    procedure: "pipelines.list",
    columns: ({ id, live, slug, name, problemCount }) => [
      id,
      live === null ? "draft" : `v${(live as Row).number}`,
      slug === null ? "-" : `/v1/${slug}`,
      name,
      Number(problemCount) > 0 ? `${problemCount} problems` : "",
    ],
  },
  endpoints: {
    procedure: "endpoints.list",
    columns: ({ slug, version, since, requests, pipelineName }) => [
      `/v1/${slug}`,
      `v${(version as Row).number}`,
      since,
      `${requests} requests/h`,
      pipelineName,
    ],
  },
  keys: {
    procedure: "keys.list",
    columns: ({ id, kind, prefix, last4, createdAt, lastUsedAt, name }) => [
      id,
      kind,
      `${prefix}…${last4}`,
      createdAt,
      lastUsedAt === null ? "never used" : `used ${lastUsedAt}`,
      name,
    ],
  },
  jobs: {
    procedure: "jobs.list",
    columns: ({ id, state, createdAt, title, error }) => [id, state, createdAt, title, (error as Row | null)?.message],
  },
};

/** Lists pipelines, endpoints, versions, keys or jobs: a line each, or as JSON. */
export async function listCommand(client: StudioClient, args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: "boolean", default: false } },
  });
  const [what = "", pipeline, ...rest] = positionals;
  const list = Object.hasOwn(lists, what) ? lists[what] : undefined;
  if ((list === undefined && what !== "versions") || rest.length > 0 || (list !== undefined && pipeline !== undefined))
    throw new CommandError(listUsage);
  const rows =
    list === undefined ? await versions(client, pipeline) : await client.query<readonly Row[]>(list.procedure);
  if (values.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else process.stdout.write(table(rows.map(list?.columns ?? versionColumns), what));
}

const versionColumns: Columns = ({ id, number, status, live, createdAt, pipeline, name, notes }) => [
  id,
  `v${number}`,
  live ? "live" : status,
  createdAt,
  pipeline,
  name,
  notes,
];

async function versions(client: StudioClient, only: string | undefined): Promise<readonly Row[]> {
  const all = await client.query<readonly Row[]>("pipelines.list");
  const named = all.filter(({ id, slug, name, aliases }) =>
    [id, slug, name, ...(aliases as readonly string[])].includes(only),
  );
  if (only !== undefined && named.length === 0)
    throw new CommandError(`There is no pipeline “${only}”.`, "`aisle list pipelines` shows them.");
  const found: Row[] = [];
  for (const { id, name } of only === undefined ? all : named)
    for (const row of await client.query<readonly Row[]>("pipelines.versions", { pipelineId: id }))
      found.push({ ...row, pipelineId: id, pipeline: name });
  return found;
}

/** Columns of equal width, without what stands empty at the end of a line. */
function table(rows: readonly (readonly unknown[])[], what: string): string {
  if (rows.length === 0) return `There are no ${what} yet.\n`;
  const texts = rows.map((row) => row.map((cell) => String(cell ?? "").replaceAll(/\s+/g, " ")));
  const widths = texts[0]!.map((_, column) => Math.max(...texts.map((row) => row[column]!.length)));
  return texts
    .map(
      (row) =>
        `${row
          .map((cell, at) => cell.padEnd(widths[at]!))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
