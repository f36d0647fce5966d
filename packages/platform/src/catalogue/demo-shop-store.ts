import type { AuditActor } from "@aisle/contracts/audit";
import type { DemoShopState, DemoShops } from "@aisle/contracts/demo-shop";
import { AisleError } from "@aisle/runtime/errors";
import type { Pool, PoolClient } from "pg";
import { appendAudit } from "../audit/audit-log.ts";
import { archiveDemoExperiments, deleteDemoExperiments } from "../experiments/demo-experiment-store.ts";
import { writeCatalogue } from "./catalogue-write.ts";

/** How far the job that makes it is, 0–1, when its products and events are there and indexed: past experiments come after. */
export const demoShopReadyShare = 0.95;

const maxVisited = 5_000;

/** A product as simulated shoppers see it; its price in minor units. */
export interface VisitedProduct {
  readonly id: string;
  readonly title: string;
  readonly category: string | null;
  readonly price: number | null;
  readonly currency: string | null;
}

/**
 * What the demo shop made, by the mark that it carries: nothing that the shop itself stored has it, whatever its id. Setting
 * it aside takes its products out, archives its experiments, and can be undone; only what is set aside can be deleted.
 */
export class DemoShopStore implements DemoShops {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async state(workspaceId: string): Promise<DemoShopState> {
    const { rows } = await this.#pool.query<{ state: "there" | "aside" | null; products: number; events: number }>(
      `select demo_shop as state,
         (select count(*)::int from product
          where workspace_id = $1 and demo and (deleted_at is null or demo_shop = 'aside')) as products,
         (select coalesce(sum(events), 0)::int from event_count where workspace_id = $1 and demo) as events
       from workspace where id = $1`,
      [workspaceId],
    );
    const found = rows[0];
    if (found === undefined || found.state === null) return { state: "none", products: 0, events: 0 };
    return { ...found, state: found.state };
  }

  /**
   * Notes that the demo shop belongs among the products, before it is made, and puts back what was set aside: setting it aside
   * has something to change from then on, and whoever makes it sees that.
   */
  async want(workspaceId: string): Promise<void> {
    if (await this.bringBack(workspaceId)) return;
    await this.#pool.query("update workspace set demo_shop = 'there' where id = $1 and demo_shop is null", [
      workspaceId,
    ]);
  }

  /** False when it was never asked for, or deleted since. */
  async isInUse(workspaceId: string): Promise<boolean> {
    const { rowCount } = await this.#pool.query("select from workspace where id = $1 and demo_shop is not null", [
      workspaceId,
    ]);
    return rowCount === 1;
  }

  /** Ids of its products, those set aside included. */
  async productIds(workspaceId: string): Promise<ReadonlySet<string>> {
    const { rows } = await this.#pool.query<{ id: string }>("select id from product where workspace_id = $1 and demo", [
      workspaceId,
    ]);
    return new Set(rows.map(({ id }) => id));
  }

  /** What simulated shoppers know of the catalogue while the demo shop is in it: up to 5,000 products, those of the shop's own among them. */
  async visited(workspaceId: string): Promise<readonly VisitedProduct[]> {
    const { rows } = await this.#pool.query<VisitedProduct>(
      `select id, title, category, price, currency from product
       where workspace_id = $1 and deleted_at is null and exists (select from workspace where id = $1 and demo_shop = 'there')
       order by id limit ${maxVisited}`,
      [workspaceId],
    );
    return rows.map((row) => ({ ...row, price: row.price === null ? null : Number(row.price) }));
  }

  /**
   * Which of these texts name something of a demo shop that was set aside or deleted, and nothing of the shop itself: its
   * products keep their mark, its shoppers are recognized by the form of their ids. Undefined where no demo shop is gone.
   */
  async gone(
    workspaceId: string,
    texts: readonly string[],
  ): Promise<ReadonlyMap<string, "product" | "shopper" | "category"> | undefined> {
    const { rows } = await this.#pool.query<{ text: string; kind: "product" | "shopper" | "category" | null }>(
      `select t.text, case
         when exists (select from product where workspace_id = $1 and id = t.text and demo and deleted_at is not null)
           then 'product'
         when t.text ~ '^s_[0-9]{5}$' and not exists (
           select from interaction where workspace_id = $1 and shopper_id = t.text and not demo) then 'shopper'
         when exists (select from product where workspace_id = $1 and category = t.text and demo) and not exists (
           select from product where workspace_id = $1 and category = t.text and deleted_at is null) then 'category'
       end as kind
       from unnest($2::text[]) t(text)
       where exists (select from workspace where id = $1 and demo_shop is distinct from 'there')
         and exists (select from product where workspace_id = $1 and demo)`,
      [workspaceId, texts],
    );
    if (rows.length === 0) return undefined;
    return new Map(rows.flatMap(({ text, kind }) => (kind === null ? [] : [[text, kind] as const])));
  }

  /** Takes its products out of the catalogue; false when they are not in it. */
  setAside(workspaceId: string): Promise<boolean> {
    return this.#move(workspaceId, "there", "aside");
  }

  /** Puts its products back; false when they are not set aside. */
  bringBack(workspaceId: string): Promise<boolean> {
    return this.#move(workspaceId, "aside", "there");
  }

  /** Deletes its events, stock, experiments and mark for good. Throws `demo-shop.not-aside` unless it is set aside. */
  async remove(by: AuditActor): Promise<void> {
    const { workspaceId } = by;
    await writeCatalogue(this.#pool, workspaceId, async (client) => {
      const ended = await client.query("update workspace set demo_shop = null where id = $1 and demo_shop = 'aside'", [
        workspaceId,
      ]);
      if (ended.rowCount !== 1)
        throw new AisleError("demo-shop.not-aside", "The demo shop is not set aside: nothing was deleted.");
      await deleteRows(client, workspaceId);
      await appendAudit(client, by, { action: "demo-shop.deleted" });
    });
  }

  /** Deletes what was still written of it while somebody deleted it; does nothing where it is wanted. */
  async removeRest(workspaceId: string): Promise<void> {
    if (await this.isInUse(workspaceId)) return;
    await writeCatalogue(this.#pool, workspaceId, (client) => deleteRows(client, workspaceId));
  }

  #move(workspaceId: string, from: "there" | "aside", to: "there" | "aside"): Promise<boolean> {
    return writeCatalogue(this.#pool, workspaceId, async (client) => {
      const moved = await client.query("update workspace set demo_shop = $3 where id = $1 and demo_shop = $2", [
        workspaceId,
        from,
        to,
      ]);
      if (moved.rowCount !== 1) return false;
      await client.query(
        `update product set deleted_at = ${to === "aside" ? "now()" : "null"}, updated_at = now(),
           seq = nextval('product_seq_seq')
         where workspace_id = $1 and demo and deleted_at is ${to === "aside" ? "null" : "not null"}`,
        [workspaceId],
      );
      await archiveDemoExperiments(client, workspaceId, to === "aside");
      return true;
    });
  }
}

/** Tables whose rows carry the mark. */
const demoTables = [
  ...["interaction", "event", "event_seen", "event_count"],
  ...["order_seen", "sales_count", "order_attribution", "order_return", "attributed_order", "attributed_day"],
];

async function deleteRows(client: PoolClient, workspaceId: string): Promise<void> {
  await client.query(
    `delete from live_stock l using product p
     where l.workspace_id = $1 and p.workspace_id = $1 and p.id = l.product_id and p.demo`,
    [workspaceId],
  );
  for (const table of demoTables)
    await client.query(`delete from ${table} where workspace_id = $1 and demo`, [workspaceId]);
  await deleteDemoExperiments(client, workspaceId);
}
