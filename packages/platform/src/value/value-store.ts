import type { AuditActor } from "@aisle/contracts/audit";
import type { HoldoutSetting, ModelUse, RequestsOfDay, SalesOfDay, ValueRecords } from "@aisle/contracts/value-records";
import type { Pool } from "pg";
import { appendAudit } from "../audit/audit-log.ts";
import { inTransaction } from "../postgres/with-client.ts";
import { clocksOf } from "../workspaces/workspace-settings.ts";

const day = "to_char(day, 'YYYY-MM-DD') as day";
const within = "workspace_id = $1 and day >= $2::date and day < $3::date";

/** Counts of days and settings of holdouts over PostgreSQL. */
export class ValueStore implements ValueRecords {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async firstDay(workspaceId: string): Promise<string | null> {
    const { rows } = await this.#pool.query<{ day: string }>(
      `select ${day} from endpoint_day where workspace_id = $1 order by endpoint_day.day limit 1`,
      [workspaceId],
    );
    return rows[0]?.day ?? null;
  }

  async requests(workspaceId: string, from: string, until: string): Promise<readonly RequestsOfDay[]> {
    const { rows } = await this.#pool.query<RequestsOfDay>(
      `select ${day}, endpoint, answered::float8, fell_back::float8 as "fellBack", failed::float8, refused::float8,
         suspended::float8
       from endpoint_day where ${within} order by endpoint_day.day, endpoint`,
      [workspaceId, from, until],
    );
    return rows;
  }

  async sales(workspaceId: string, from: string, until: string): Promise<readonly SalesOfDay[]> {
    const { rows } = await this.#pool.query<SalesOfDay>(
      `select ${day}, endpoint, nullif(currency, '') as currency, sum(orders)::float8 as orders,
         sum(value_minor)::float8 as "valueMinor", sum(returns)::float8 as returns,
         sum(returned_minor)::float8 as "returnedMinor"
       from attributed_day where ${within}
         and (not demo or exists (select from workspace where id = $1 and demo_shop = 'there'))
       group by attributed_day.day, endpoint, currency order by attributed_day.day, endpoint, currency`,
      [workspaceId, from, until],
    );
    return rows;
  }

  async modelUse(workspaceId: string, from: string, until: string): Promise<readonly ModelUse[]> {
    const { rows } = await this.#pool.query<ModelUse>(
      `select nullif(endpoint, '') as endpoint, model, sum(questions)::float8 as questions,
         sum(input_tokens)::float8 as "inputTokens", sum(output_tokens)::float8 as "outputTokens"
       from model_use_day where ${within} group by endpoint, model order by endpoint, model`,
      [workspaceId, from, until],
    );
    return rows;
  }

  /** Adds one question to the day of the workspace at a time (milliseconds since 1970). */
  async addModelUse(workspaceId: string, at: number, use: Omit<ModelUse, "questions">): Promise<void> {
    const clock = (await clocksOf(this.#pool, [workspaceId]))(workspaceId);
    await this.#pool.query(
      `insert into model_use_day as kept (workspace_id, day, endpoint, model, questions, input_tokens, output_tokens)
       values ($1, $2, $3, $4, 1, $5, $6)
       on conflict (workspace_id, day, endpoint, model) do update set questions = kept.questions + 1,
         input_tokens = kept.input_tokens + excluded.input_tokens, output_tokens = kept.output_tokens + excluded.output_tokens`,
      [workspaceId, clock.day(at), use.endpoint ?? "", use.model.slice(0, 200), use.inputTokens, use.outputTokens],
    );
  }

  async holdouts(workspaceId: string): Promise<readonly HoldoutSetting[]> {
    const { rows } = await this.#pool.query<HoldoutSetting>(
      `select pipeline_id as "pipelineId", share, version_id as "versionId", since from endpoint_holdout
       where workspace_id = $1 order by pipeline_id`,
      [workspaceId],
    );
    return rows;
  }

  async setHoldout(
    by: AuditActor,
    pipelineId: string,
    holdout: { readonly share: number; readonly versionId: string } | null,
  ): Promise<void> {
    await inTransaction(this.#pool, async (client) => {
      if (holdout === null)
        await client.query("delete from endpoint_holdout where workspace_id = $1 and pipeline_id = $2", [
          by.workspaceId,
          pipelineId,
        ]);
      else
        await client.query(
          `insert into endpoint_holdout (workspace_id, pipeline_id, share, version_id) values ($1, $2, $3, $4)
           on conflict (workspace_id, pipeline_id) do update
             set share = excluded.share, version_id = excluded.version_id, since = now()`,
          [by.workspaceId, pipelineId, holdout.share, holdout.versionId],
        );
      await appendAudit(client, by, {
        action: "settings.changed",
        subject: `holdout of ${pipelineId}`,
        detail: { to: holdout === null ? 0 : holdout.share },
      });
    });
  }
}
