import type { Pool } from "pg";
import { type CatalogueRow, fieldsOf, type ProductRow, productColumns, productTables } from "./product-record.ts";

/** How far the changes of a workspace's catalogue have been read. */
export interface CataloguePosition {
  readonly products: number;
  readonly live: number;
}

/** Products that changed since a position, and the position to ask from next. */
export interface CatalogueChanges {
  readonly rows: readonly CatalogueRow[];
  readonly deleted: readonly string[];
  readonly position: CataloguePosition;
  /** False when there may be more to read. */
  readonly complete: boolean;
}

interface ChangedRow extends ProductRow {
  readonly deleted_at: Date | null;
  readonly product_seq: string | number | null;
  readonly live_seq: string | number | null;
}

/** Reads the whole catalogue, or what changed in it. */
export class CatalogueReader {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Every product, in pages by id. Writes meanwhile may or may not show; ask `changesSince` for a position taken before. */
  async *readAll(workspaceId: string, pageSize = 5000): AsyncGenerator<readonly CatalogueRow[]> {
    let after: string | null = null;
    for (;;) {
      const page: { rows: ProductRow[] } = await this.#pool.query<ProductRow>(
        `select ${productColumns} from ${productTables}
         where p.workspace_id = $1 and p.deleted_at is null and ($2::text is null or p.id > $2)
         order by p.id limit $3`,
        [workspaceId, after, pageSize],
      );
      if (page.rows.length > 0) yield page.rows.map(catalogueRow);
      if (page.rows.length < pageSize) return;
      after = page.rows[page.rows.length - 1]!.id;
    }
  }

  /** The rows of some products, without those that are not in the catalogue. */
  async rows(workspaceId: string, ids: readonly string[]): Promise<readonly CatalogueRow[]> {
    const found = await this.#pool.query<ProductRow>(
      `select ${productColumns} from ${productTables}
       where p.workspace_id = $1 and p.deleted_at is null and p.id = any($2::text[])`,
      [workspaceId, ids],
    );
    return found.rows.map(catalogueRow);
  }

  /** The position after everything that is committed now. */
  async position(workspaceId: string): Promise<CataloguePosition> {
    const found = await this.#pool.query<{ products: string; live: string }>(
      `select coalesce((select max(seq) from product where workspace_id = $1), 0) as products,
              coalesce((select max(seq) from live_stock where workspace_id = $1), 0) as live`,
      [workspaceId],
    );
    return { products: Number(found.rows[0]!.products), live: Number(found.rows[0]!.live) };
  }

  /** Up to twice `limit` products whose row or live facts changed after a position. */
  async changesSince(workspaceId: string, since: CataloguePosition, limit = 5000): Promise<CatalogueChanges> {
    const found = await this.#pool.query<ChangedRow>(
      `with products as (
         select id, seq from product where workspace_id = $1 and seq > $2 order by seq limit $4),
       live as (
         select product_id as id, seq from live_stock where workspace_id = $1 and seq > $3 order by seq limit $4)
       select ${productColumns}, p.deleted_at, products.seq as product_seq, live.seq as live_seq
       from products full join live using (id)
       left join product p on p.workspace_id = $1 and p.id = coalesce(products.id, live.id)
       left join live_stock l on l.workspace_id = $1 and l.product_id = p.id`,
      [workspaceId, since.products, since.live, limit],
    );
    const productSeqs = found.rows.flatMap((row) => (row.product_seq === null ? [] : [Number(row.product_seq)]));
    const liveSeqs = found.rows.flatMap((row) => (row.live_seq === null ? [] : [Number(row.live_seq)]));
    // Live facts can outlast their product's row.
    const changed = found.rows.filter((row) => row.id !== null);
    return {
      rows: changed.filter((row) => row.deleted_at === null).map(catalogueRow),
      deleted: changed.filter((row) => row.deleted_at !== null).map((row) => row.id),
      position: { products: Math.max(since.products, ...productSeqs), live: Math.max(since.live, ...liveSeqs) },
      complete: productSeqs.length < limit && liveSeqs.length < limit,
    };
  }
}

function catalogueRow(row: ProductRow): CatalogueRow {
  return { id: row.id, fields: fieldsOf(row), textHash: row.text_hash ?? "" };
}
