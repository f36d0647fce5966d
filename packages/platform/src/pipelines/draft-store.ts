import type { DraftEdit, Pipeline } from "@aisle/contracts/pipeline";
import type { DraftWrite } from "@aisle/contracts/pipeline-records";
import type { Edit } from "@aisle/runtime/graph/edit";
import { type Graph, parseGraph } from "@aisle/runtime/graph/graph";
import { withoutPins, withPins } from "@aisle/runtime/graph/graph-pins";
import type { Json } from "@aisle/runtime/json";
import type pg from "pg";
import { inTransaction } from "../postgres/with-client.ts";
import { pinOf } from "./pipeline-rows.ts";
import { lacksPinValues, withoutPinValues, withPinValues } from "./stored-edit.ts";

export const draftsChannel = "aisle_drafts";

/** Drafts and the edits that made them, over PostgreSQL: the row lock of the pipeline puts edits in one order. */
export class DraftStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Applies `change` to the newest draft under its row lock, stores graph and edits in one transaction, and notifies listeners. */
  async change<T>(
    workspaceId: string,
    pipelineId: string,
    author: string,
    editIds: readonly string[],
    needsPins: boolean,
    change: (draft: Pipeline, stored: ReadonlyMap<string, number>) => DraftWrite<T>,
  ): Promise<{ readonly revision: number; readonly at: Date; readonly result: T } | undefined> {
    return inTransaction(this.#pool, async (client) => {
      const draft = await lockDraft(client, workspaceId, pipelineId);
      if (draft === undefined) return undefined;
      const seen = needsPins ? { ...draft, graph: await withStoredPins(client, draft) } : draft;
      const { graph, edits, result } = change(seen, await storedEdits(client, pipelineId, editIds));
      const written = edits.length === 0 ? draft : await writeEdits(client, draft, withoutPins(graph), edits, author);
      if (edits.length > 0) await writePins(client, seen, graph);
      return { revision: written.revision, at: written.updatedAt, result };
    });
  }

  /** Edits after a revision, in order. */
  async since(workspaceId: string, pipelineId: string, revision: number): Promise<readonly DraftEdit[]> {
    const { rows } = await this.#pool.query<{
      revision: number;
      edit_id: string;
      edit: Edit;
      author: string | null;
      at: Date;
    }>(
      `select revision, edit_id, edit, author, at from draft_edit
       where workspace_id = $1 and pipeline_id = $2 and revision > $3 order by revision limit 5000`,
      [workspaceId, pipelineId, revision],
    );
    const values = new Map<string, Json>();
    if (rows.some(({ edit }) => lacksPinValues(edit))) {
      const pins = await this.#pool.query<{ port: string; at: string; value: Json }>(
        "select port, at, value from draft_pin where workspace_id = $1 and pipeline_id = $2",
        [workspaceId, pipelineId],
      );
      for (const { port, at, value } of pins.rows) values.set(`${port} ${at}`, value);
    }
    return rows.map(({ edit_id: editId, edit, ...row }) => ({
      ...row,
      editId,
      edit: withPinValues(edit, ({ port, at }) => values.get(`${port} ${at}`)),
    }));
  }

  async lastEditors(workspaceId: string): Promise<ReadonlyMap<string, string | null>> {
    const { rows } = await this.#pool.query<{ pipeline_id: string; author: string | null }>(
      `select distinct on (pipeline_id) pipeline_id, author from draft_edit
       where workspace_id = $1 order by pipeline_id, revision desc`,
      [workspaceId],
    );
    return new Map(rows.map((row) => [row.pipeline_id, row.author]));
  }
}

async function lockDraft(
  client: pg.PoolClient,
  workspaceId: string,
  pipelineId: string,
): Promise<Pipeline | undefined> {
  const { rows } = await client.query<{
    name: string;
    slug: string | null;
    draft_graph: unknown;
    draft_revision: number;
    updated_at: Date;
  }>(
    `select name, slug, draft_graph, draft_revision, updated_at from pipeline
     where workspace_id = $1 and id = $2 and deleted_at is null for update`,
    [workspaceId, pipelineId],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    id: pipelineId,
    workspaceId,
    name: row.name,
    slug: row.slug,
    graph: parseGraph(row.draft_graph),
    revision: row.draft_revision,
    updatedAt: row.updated_at,
  };
}

/** The draft's graph with the samples that are pinned in it. */
async function withStoredPins(client: pg.PoolClient, { id, graph }: Pipeline): Promise<Graph> {
  const { rows } = await client.query<{ port: string; value: Json; at: string; revision: number | null }>(
    "select port, value, at, revision from draft_pin where pipeline_id = $1",
    [id],
  );
  return withPins(graph, rows.map(pinOf));
}

/** Stores the pins that changed: an edit gives those that it does not touch back as they were. */
async function writePins(client: pg.PoolClient, before: Pipeline, after: Graph): Promise<void> {
  const nodes = new Set(after.nodes.map(({ id }) => id));
  const gone = before.graph.nodes.filter(({ id }) => !nodes.has(id)).map(({ id }) => id);
  const remaining = new Set(after.pins);
  const ports = (before.graph.pins ?? []).filter((pin) => !remaining.has(pin)).map(({ port }) => port);
  if (gone.length + ports.length > 0)
    await client.query(
      "delete from draft_pin where pipeline_id = $1 and (port = any($2) or split_part(port, '.', 1) = any($3))",
      [before.id, ports, gone],
    );
  const known = new Set(before.graph.pins);
  for (const { port, value, at, revision } of (after.pins ?? []).filter((pin) => !known.has(pin)))
    await client.query(
      `insert into draft_pin (workspace_id, pipeline_id, port, value, at, revision) values ($1, $2, $3, $4, $5, $6)`,
      [before.workspaceId, before.id, port, JSON.stringify(value), at, revision ?? null],
    );
}

async function storedEdits(
  client: pg.PoolClient,
  pipelineId: string,
  editIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ edit_id: string; revision: number }>(
    "select edit_id, revision from draft_edit where pipeline_id = $1 and edit_id = any($2)",
    [pipelineId, editIds],
  );
  return new Map(rows.map((row) => [row.edit_id, row.revision]));
}

async function writeEdits(
  client: pg.PoolClient,
  draft: Pipeline,
  graph: Graph,
  edits: DraftWrite<unknown>["edits"],
  author: string,
): Promise<{ readonly revision: number; readonly updatedAt: Date }> {
  const revision = draft.revision + edits.length;
  await client.query(
    `insert into draft_edit (workspace_id, pipeline_id, revision, edit_id, edit, author)
     select $1, $2, $3 + n, edit_id, edit, $6
     from unnest($4::text[], $5::jsonb[]) with ordinality as given(edit_id, edit, n)`,
    [
      draft.workspaceId,
      draft.id,
      draft.revision,
      edits.map(({ editId }) => editId),
      edits.map(({ edit }) => JSON.stringify(withoutPinValues(edit))),
      author,
    ],
  );
  const { rows } = await client.query<{ updated_at: Date }>(
    `update pipeline set draft_graph = $2, draft_revision = $3, updated_at = now() where id = $1 returning updated_at`,
    [draft.id, JSON.stringify(graph), revision],
  );
  await client.query("select pg_notify($1, $2)", [draftsChannel, draft.id]);
  return { revision, updatedAt: rows[0]!.updated_at };
}
