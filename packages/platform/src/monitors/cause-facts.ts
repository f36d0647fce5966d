import type { CatalogLoad, CauseFacts } from "@aisle/contracts/cause-facts";
import type { Pool } from "pg";
import { CatalogLoadStore } from "../catalogue/catalog-load-store.ts";

/** Products that are looked at: of more that changed at once the latest say what happened. */
const maxProducts = 5000;
/** Vectors that another model makes soon after a collection was made are its first ones. */
const firstVectors = "1 hour";

/** What happened in workspaces, from the audit log, the loads, the stock, the vectors and the experiments. */
export class CauseFactsStore {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** What is known between two times, milliseconds since 1970; what has no history is left out. */
  async causeFacts(workspaceId: string, endpoint: string, from: number, to: number): Promise<CauseFacts> {
    const between = [workspaceId, new Date(from), new Date(to)] as const;
    const [versions, loads, products, models, experiments, promotions, country] = await Promise.all([
      this.#versions(between, endpoint),
      this.#loads(workspaceId, from, to),
      this.#products(between),
      this.#models(between),
      this.#experiments(between),
      this.#sales(between),
      this.#country(workspaceId),
    ]);
    const known = { versions, loads, products, models, experiments, promotions };
    return country === null ? known : { ...known, country };
  }

  async #country(workspaceId: string): Promise<string | null> {
    const { rows } = await this.#pool.query<{ country: string | null }>(
      "select country from alert_setting where workspace_id = $1",
      [workspaceId],
    );
    return rows[0]?.country ?? null;
  }

  async #versions(between: Between, endpoint: string): Promise<CauseFacts["versions"]> {
    const { rows } = await this.#pool.query<{ number: number; at: Date }>(
      `select (entry::jsonb -> 'detail' ->> 'number')::int as number, at from audit_entry
       where workspace_id = $1 and at >= $2 and at < $3 and action in ('version.live', 'version.rolled-back')
         and entry::jsonb -> 'detail' ->> 'slug' = $4
       order by at`,
      [...between, endpoint],
    );
    return rows.map(({ number, at }) => ({ number, at: at.getTime() }));
  }

  async #loads(workspaceId: string, from: number, to: number): Promise<readonly CatalogLoad[]> {
    const files = await new CatalogLoadStore(this.#pool).between(workspaceId, from, to);
    return files
      .filter(({ kind }) => kind === "catalog")
      .map(({ job, at, rows, rejected }) => ({ job, at, rows, rejected }));
  }

  /** Products that ran out, and whose live price differs from the catalogue's, since. */
  async #products(between: Between): Promise<CauseFacts["products"]> {
    const { rows } = await this.#pool.query<ProductRow>(
      `select p.id, p.title, p.category, s.updated_at as at, s.stock, s.price::float8 as price,
         case when s.price is null then null else p.price::float8 end as price_before
       from live_stock s join product p on p.workspace_id = s.workspace_id and p.id = s.product_id
       where s.workspace_id = $1 and s.updated_at >= $2 and s.updated_at < $3 and p.deleted_at is null
         and (s.stock <= 0 or s.price is distinct from p.price)
       order by s.updated_at desc limit ${maxProducts}`,
      [...between],
    );
    return rows.map(({ at, price_before: priceBefore, ...row }) => ({ ...row, priceBefore, at: at.getTime() }));
  }

  /** Collections of which the first vectors of the present model are of that time, and later than the collection. */
  async #models(between: Between): Promise<CauseFacts["models"]> {
    const { rows } = await this.#pool.query<{ collection: string; model: string; at: Date }>(
      `select c.name as collection, c.embedder as model, first.at
       from collection c cross join lateral (
         select min(v.updated_at) as at from vector v
         where v.workspace_id = c.workspace_id and v.collection = c.name and v.embedder = c.embedder
       ) first
       where c.workspace_id = $1 and first.at >= $2 and first.at < $3
         and first.at > c.created_at + interval '${firstVectors}'`,
      [...between],
    );
    return rows.map(({ at, ...row }) => ({ ...row, at: at.getTime() }));
  }

  async #experiments(between: Between): Promise<CauseFacts["experiments"]> {
    const { rows } = await this.#pool.query<{ id: string; key: string; name: string }>(
      `select id, key, name from experiment
       where workspace_id = $1 and started_at < $3 and coalesce(stopped_at, $3) >= $2 order by started_at desc`,
      [...between],
    );
    return rows;
  }

  /** Sales that many products begin or end together. */
  async #sales(between: Between): Promise<CauseFacts["promotions"]> {
    const { rows } = await this.#pool.query<{ from: Date; to: Date; products: number }>(
      `select sale_from as from, sale_until as to, count(*)::int as products from product
       where workspace_id = $1 and deleted_at is null and sale_from < $3 and sale_until >= $2
       group by sale_from, sale_until having count(*) > 1 order by count(*) desc limit 20`,
      [...between],
    );
    return rows.map(({ from, to, products }) => ({
      name: `A sale of ${products} products`,
      from: from.getTime(),
      to: to.getTime(),
    }));
  }
}

type Between = readonly [workspaceId: string, from: Date, to: Date];

interface ProductRow {
  readonly id: string;
  readonly title: string;
  readonly category: string | null;
  readonly at: Date;
  readonly stock: number | null;
  readonly price: number | null;
  readonly price_before: number | null;
}
