import type { Json } from "@aisle/runtime/json";
import type pg from "pg";

/** A person as the stores know one. */
export interface Person {
  readonly workspaceId: string;
  /** Every form of their shopper id: as it was sent, and the tokens that stand for it in the decision log. */
  readonly shopperIds: readonly string[];
  /** Of someone who signs in to the studio; empty for shoppers. */
  readonly userId: string;
  readonly email: string;
}

/** A store that holds data of persons. Each runs in the caller's transaction. */
export interface PersonStore {
  readonly name: string;
  /** Tables of the database that it answers for. */
  readonly tables: readonly string[];
  /** How many rows are about the person. */
  find(client: pg.ClientBase, person: Person): Promise<number>;
  /** Those rows, as they are handed to the person. */
  export(client: pg.ClientBase, person: Person): Promise<readonly Json[]>;
  /** Deletes them, or what in them is about the person; gives how many rows. */
  erase(client: pg.ClientBase, person: Person): Promise<number>;
}

type Criteria = "shopper" | "user";

/** A store that is one table, whose rows of a person one condition names: `$1` is the workspace, `$2` the person's ids. */
export function tableStore({
  table,
  of,
  where,
  columns,
  clear,
}: {
  readonly table: string;
  readonly of: Criteria;
  readonly where: string;
  /** Expressions that are exported, as one JSON object. */
  readonly columns: readonly string[];
  /** Columns that are set to null instead of deleting the row: it is somebody else's too. */
  readonly clear?: readonly string[];
}): PersonStore {
  const values = (person: Person) => [
    person.workspaceId,
    of === "shopper" ? person.shopperIds : person.userId === "" ? [] : [person.userId],
  ];
  const row = columns.map((column) => `'${column}', ${column}`).join(", ");
  const set = clear?.map((column) => `${column} = null`).join(", ");
  return {
    name: table,
    tables: [table],
    async find(client, person) {
      const { rows } = await client.query<{ count: number }>(
        `select count(*)::int as count from "${table}" where ${where}`,
        values(person),
      );
      return rows[0]!.count;
    },
    async export(client, person) {
      const { rows } = await client.query<{ row: Json }>(
        `select jsonb_build_object(${row}) as row from "${table}" where ${where}`,
        values(person),
      );
      return rows.map((each) => each.row);
    },
    async erase(client, person) {
      const statement = set === undefined ? `delete from "${table}"` : `update "${table}" set ${set}`;
      const { rowCount } = await client.query(`${statement} where ${where}`, values(person));
      return rowCount ?? 0;
    },
  };
}
