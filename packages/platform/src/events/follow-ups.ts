import { setImmediate as nextTurn } from "node:timers/promises";
import type { FollowedDecision, FollowUp, FollowUps } from "@aisle/contracts/follow-up";
import { ZoneClock } from "@aisle/runtime/zoned-time";
import type { Pool } from "pg";
import { formsOf, tokeniser } from "../person-data/tokens-of.ts";
import { workspaceTimeZone } from "../workspaces/workspace-settings.ts";
import { kindNames } from "./interaction-kinds.ts";

/** How long after an answer what its shopper does counts as having followed. */
const windowMs = 86_400_000;
/** An event may bear a time of shortly before its answer: clocks differ. */
const maxClockErrorMs = 600_000;
const maxShown = 200;
/** Shoppers of a day among whom the owner of a token is searched. */
const maxShoppers = 50_000;
/** About two milliseconds of hashing. */
const hashedAtOnce = 250;

interface Row {
  readonly at: Date;
  readonly kind: number;
  readonly name: string | null;
  readonly product_id: string;
  readonly quantity: number;
  readonly value_minor: string | null;
  readonly currency: string | null;
  readonly session_id: string | null;
  readonly shopper_id: string;
  readonly by_decision: boolean;
}

/**
 * Reads what followed an answer: events that carry its id, whenever they came, and what its shopper did within a day of it that no
 * other answer claims. `secret` is that of the tokens by which the decision log names shoppers.
 */
export class PostgresFollowUps implements FollowUps {
  readonly #pool: Pool;
  readonly #secret: string;

  constructor(pool: Pool, secret: string) {
    this.#pool = pool;
    this.#secret = secret;
  }

  async after(workspaceId: string, decision: FollowedDecision) {
    const { id, at } = decision;
    const [from, until] = [new Date(at - maxClockErrorMs), new Date(at + windowMs)];
    const shoppers = await this.#shoppersOf(workspaceId, decision);
    const { rows } = await this.#pool.query<Row>(followUps, [
      workspaceId,
      id,
      from,
      new Date(at),
      until,
      shoppers,
      maxShown + 1,
    ]);
    const clock = new ZoneClock(await workspaceTimeZone(this.#pool, workspaceId));
    return { items: rows.slice(0, maxShown).map((row) => followUp(row, clock)), more: rows.length > maxShown };
  }

  /** The unit itself, and where it is a token the shopper of that day whose token it is. */
  async #shoppersOf(workspaceId: string, { at, unit }: FollowedDecision): Promise<readonly string[]> {
    if (unit === undefined) return [];
    if (!unit.startsWith("tok_")) return [unit];
    const { rows } = await this.#pool.query<{ id: string }>(
      `select distinct shopper_id as id from event
       where workspace_id = $1 and at >= $2 and at < $3 and shopper_id is not null limit ${maxShoppers}`,
      [workspaceId, new Date(at), new Date(at + windowMs)],
    );
    const tokenise = tokeniser(this.#secret, workspaceId);
    const found: string[] = [];
    for (const [at, row] of rows.entries()) {
      // Tokens of a large shop's day take half a second: others get their turn meanwhile.
      if (at % hashedAtOnce === hashedAtOnce - 1) await nextTurn();
      if (formsOf(row.id, tokenise).includes(unit)) found.push(row.id);
    }
    return found;
  }
}

/** Lines are of one order as the baskets of “bought together” are made: by session, else by shopper and day of the workspace. */
function followUp(row: Row, clock: ZoneClock): FollowUp {
  const { at, kind, name, product_id, quantity, value_minor, currency, session_id, shopper_id, by_decision } = row;
  const day = () => new Date(at.getTime() + clock.offset(at.getTime())).toISOString().slice(0, 10);
  return {
    at: at.getTime(),
    kind: kindNames[kind] ?? "view",
    name,
    productId: product_id,
    quantity,
    valueMinor: value_minor === null ? null : Number(value_minor),
    currency,
    order: session_id ?? `${shopper_id} ${day()}`,
    by: by_decision ? "decision" : "shopper",
  };
}

// Interactions have no index by decision: those that carry one are found by the shopper and the time of their events.
const followUps = `
  with reported as materialized (
    select distinct shopper_id, at from event where workspace_id = $1 and decision_id = $2 and at >= $3 limit 1000),
  lines as (
    select i.* from reported join interaction i
      on i.workspace_id = $1 and i.shopper_id = reported.shopper_id and i.at = reported.at and i.decision_id = $2
    union all
    select i.* from interaction i
    where i.workspace_id = $1 and i.shopper_id = any($6::text[]) and i.at >= $4 and i.at < $5 and i.decision_id is null)
  select l.at, l.kind, l.product_id, l.quantity, l.value_minor, l.currency, l.decision_id is not null as by_decision,
    l.session_id, l.shopper_id,
    (select e.name from event e
     where e.workspace_id = $1 and e.shopper_id = l.shopper_id and e.at = l.at
       and e.decision_id is not distinct from l.decision_id
     order by lower(e.name) like case l.kind when 2 then 'order completed' when 1 then '%added%' else 'product %ed' end desc
     limit 1) as name
  from lines l order by l.at, l.kind, l.product_id limit $7`;
