import { createHash } from "node:crypto";
import type { AuditActor } from "@aisle/contracts/audit";
import { AisleError } from "@aisle/runtime/errors";
import type { Json } from "@aisle/runtime/json";
import type pg from "pg";
import { appendAudit } from "../audit/audit-log.ts";
import { inTransaction } from "../postgres/with-client.ts";
import type { Person, PersonStore } from "./person-store.ts";
import { formsOf, tokeniser } from "./tokens-of.ts";

/** How a person is named: by the shop's id of a shopper, or by the e-mail address or id of someone who signs in. */
export interface PersonName {
  readonly by: "shopper" | "email" | "user";
  readonly value: string;
}

/** How many rows of each store; stores without any are left out. */
export type PersonCounts = { readonly [store: string]: number };

/** Finds, exports and deletes what is stored about a person, over every registered store. */
export class PersonData {
  readonly #pool: pg.Pool;
  readonly #stores: readonly PersonStore[];
  readonly #secret: string;

  /** `secret` makes the tokens of the decision log. */
  constructor(pool: pg.Pool, stores: readonly PersonStore[], secret: string) {
    this.#pool = pool;
    this.#stores = stores;
    this.#secret = secret;
  }

  async find(workspaceId: string, name: PersonName): Promise<PersonCounts> {
    return inTransaction(this.#pool, async (client) => {
      const person = await this.#person(client, workspaceId, name);
      return this.#counted((store) => store.find(client, person));
    });
  }

  async export(actor: AuditActor, name: PersonName): Promise<{ readonly [store: string]: readonly Json[] }> {
    return inTransaction(this.#pool, async (client) => {
      const person = await this.#person(client, actor.workspaceId, name);
      const all: Record<string, readonly Json[]> = {};
      for (const store of this.#stores) {
        const rows = await store.export(client, person);
        if (rows.length > 0) all[store.name] = [...(all[store.name] ?? []), ...rows];
      }
      await appendAudit(client, actor, { action: "person.data-exported", subject: pseudonym(actor.workspaceId, name) });
      return all;
    });
  }

  /** All stores in one transaction. What comes in later, from spool files and queues, is deleted by `repeatErasures` for two days. */
  async erase(actor: AuditActor, name: PersonName): Promise<PersonCounts> {
    const { workspaceId } = actor;
    const subject = pseudonym(workspaceId, name);
    return inTransaction(this.#pool, async (client) => {
      const person = await this.#person(client, workspaceId, name);
      const counts = await this.#counted((store) => store.erase(client, person));
      await client.query(
        `insert into person_erasure (workspace_id, id, ids) values ($1, $2, $3)
         on conflict (workspace_id, id) do update set at = now(), ids = excluded.ids`,
        [workspaceId, subject, person.shopperIds],
      );
      await appendAudit(client, actor, { action: "person.data-deleted", subject, detail: counts });
      return counts;
    });
  }

  async #counted(work: (store: PersonStore) => Promise<number>): Promise<PersonCounts> {
    const counts: Record<string, number> = {};
    for (const store of this.#stores) {
      const count = await work(store);
      if (count > 0) counts[store.name] = (counts[store.name] ?? 0) + count;
    }
    return counts;
  }

  async #person(client: pg.ClientBase, workspaceId: string, { by, value }: PersonName): Promise<Person> {
    const forms = (text: string) => formsOf(text, tokeniser(this.#secret, workspaceId));
    if (by === "shopper") return { workspaceId, shopperIds: forms(value), userId: "", email: "" };
    const { rows } = await client.query<{ id: string; email: string }>(
      `select u.id, u.email from "user" u where ${by === "user" ? "u.id = $2" : "u.email = lower($2)"}
         and (exists (select from member m where m.user_id = u.id and m.workspace_id = $1)
           or not exists (select from member m where m.user_id = u.id))`,
      [workspaceId, value],
    );
    const user = rows[0];
    // An address may be a shopper's: the id that the shop sends, or a part of a request that stands in the log as a token.
    if (user === undefined && by === "user")
      throw new AisleError("person.not-found", "This person does not belong to the workspace.");
    const email = user?.email ?? value.toLowerCase();
    const shopperIds = [...new Set([...forms(email), ...(by === "email" ? forms(value) : [])])];
    return { workspaceId, shopperIds, userId: user?.id ?? "", email: user === undefined ? "" : email };
  }
}

/** Names a person in the audit log without saying who it is. */
function pseudonym(workspaceId: string, { by, value }: PersonName): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([workspaceId, by, value]))
    .digest("hex");
  return `${by}:${hash.slice(0, 16)}`;
}
