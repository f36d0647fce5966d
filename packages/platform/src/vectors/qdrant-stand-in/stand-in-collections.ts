import type { Answer } from "./stand-in-answer.ts";
import { StandInCollection } from "./stand-in-collection.ts";
import type { Wire } from "./stand-in-filter.ts";
import { collectionRefusal, pointsRefusal } from "./stand-in-refusals.ts";

const done = (result: unknown): Answer => ({ status: 200, result });
const notFound = (name: string): Answer => ({ status: 404, error: `Not found: Collection \`${name}\` doesn't exist!` });

/** The collections and aliases of the stand-in, and what is answered about them. */
export class StandInCollections {
  readonly #collections = new Map<string, StandInCollection>();
  /** Names of collections by alias. */
  readonly #aliases = new Map<string, string>();

  clear(): void {
    this.#collections.clear();
    this.#aliases.clear();
  }

  answer(method: string, path: string, body: Wire): Answer {
    const [, root, encoded, ...rest] = path.split("/");
    if (root !== "collections") return { status: 404, error: "" };
    if (encoded === undefined) return done({ collections: [...this.#collections.keys()].map((name) => ({ name })) });
    if (encoded === "aliases" && rest.length === 0 && method === "POST") return this.#changeAliases(body);
    const name = decodeURIComponent(encoded);
    if (rest.length === 0) return this.#onCollection(method, name, body);
    const collection = this.#find(name);
    if (collection === undefined) return notFound(name);
    const what = `${method} ${rest.join("/")}`;
    return pointsRefusal(what, body, collection.size) ?? onPoints(collection, what, body);
  }

  #find(name: string): StandInCollection | undefined {
    return this.#collections.get(this.#aliases.get(name) ?? name);
  }

  #changeAliases({ actions }: Wire): Answer {
    for (const { create_alias: create, delete_alias: remove } of actions as { [action: string]: Wire }[]) {
      if (create !== undefined) {
        const name = String(create.collection_name);
        if (!this.#collections.has(name)) return notFound(name);
        this.#aliases.set(String(create.alias_name), name);
      } else if (remove !== undefined) this.#aliases.delete(String(remove.alias_name));
      else throw new Error("the stand-in knows no other change of aliases");
    }
    return done(true);
  }

  #onCollection(method: string, name: string, body: Wire): Answer {
    if (method === "PUT") {
      const refusal = collectionRefusal(name, body);
      if (refusal !== undefined) return refusal;
      if (this.#find(name) !== undefined)
        return { status: 409, error: `Wrong input: Collection \`${name}\` already exists!` };
      const { size, distance } = body.vectors as { size: number; distance: string };
      this.#collections.set(name, new StandInCollection(size, distance, (body.metadata ?? {}) as Wire));
      return done(true);
    }
    if (method === "DELETE") {
      // By an alias nothing is deleted; with a collection its aliases go. A deletion of nothing is answered with false.
      const was = this.#collections.delete(name);
      for (const [alias, target] of this.#aliases) if (was && target === name) this.#aliases.delete(alias);
      return done(was);
    }
    const found = this.#find(name);
    if (found === undefined) return notFound(name);
    return method === "GET" ? done(described(found)) : { status: 405, error: "" };
  }
}

function described(collection: StandInCollection): Wire {
  const { size, distance, metadata, schema, count } = collection;
  return {
    status: "green",
    optimizer_status: "ok",
    points_count: count,
    segments_count: 1,
    config: {
      params: { vectors: { size, distance }, shard_number: 1, replication_factor: 1 },
      hnsw_config: { m: 16, ef_construct: 100, full_scan_threshold: 10_000 },
      optimizer_config: { default_segment_number: 0, flush_interval_sec: 5 },
      metadata,
    },
    payload_schema: Object.fromEntries(
      Object.entries(schema).map(([field, type]) => [field, { data_type: type, points: count }]),
    ),
  };
}

function onPoints(collection: StandInCollection, what: string, body: Wire): Answer {
  const updated = () => done({ operation_id: collection.version, status: "completed" });
  switch (what) {
    case "PUT index":
      collection.schema[String(body.field_name)] = String(body.field_schema);
      return updated();
    case "PUT points": {
      collection.upsert(body.points as Parameters<StandInCollection["upsert"]>[0]);
      return updated();
    }
    case "POST points/delete":
      collection.delete(body.points as string[]);
      return updated();
    case "POST points":
      return done(collection.retrieve(body.ids as string[], body.with_payload, body.with_vector === true));
    case "POST points/count":
      return done({ count: collection.countOf((body.filter ?? undefined) as Wire | undefined) });
    case "POST points/scroll": {
      const page = collection.scroll(body.offset as string | undefined, Number(body.limit ?? 10), body.with_payload);
      return done({ points: page.points, next_page_offset: page.next });
    }
    case "POST points/query": {
      const limit = Number(body.limit ?? 10);
      const filter = (body.filter ?? undefined) as Wire | undefined;
      return done({ points: collection.query(body.query as number[], limit, filter, body.with_payload) });
    }
    default:
      return { status: 404, error: `the stand-in does not know ${what}` };
  }
}
