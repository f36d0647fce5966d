import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { StandInCollection } from "./stand-in-collection.ts";
import type { Wire } from "./stand-in-filter.ts";

/** One request and what was answered, for checks against the engine's interface. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly request: unknown;
  readonly status: number;
  readonly response: unknown;
}

/** A loopback server that speaks as much of Qdrant's interface as the adapter uses, and refuses all else. */
export interface StandInServer {
  readonly url: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly result?: unknown;
  readonly error?: string;
}

type Collections = Map<string, StandInCollection>;

/** Starts the stand-in on a free port; `onExchange` sees every exchange, and what it throws is answered as a 500. */
export async function startStandIn(onExchange: (exchange: Exchange) => void = () => undefined): Promise<StandInServer> {
  const collections: Collections = new Map();
  const server = createServer(async (incoming, outgoing) => {
    const started = performance.now();
    const url = new URL(incoming.url ?? "/", "http://stand-in");
    let text = "";
    for await (const piece of incoming.setEncoding("utf8")) text += piece;
    const method = incoming.method ?? "GET";
    const request: unknown = text === "" ? undefined : JSON.parse(text);
    let answer = answerTo(collections, method, url.pathname, (request ?? {}) as Wire);
    let body = bodyOf(answer, started);
    try {
      const { headers } = incoming;
      onExchange({
        method,
        path: url.pathname,
        query: url.searchParams,
        headers,
        request,
        status: answer.status,
        response: body,
      });
    } catch (error) {
      answer = { status: 500, error: String(error) };
      body = bodyOf(answer, started);
    }
    outgoing.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function bodyOf({ result, error }: Answer, started: number): Wire {
  const time = (performance.now() - started) / 1000;
  return error === undefined ? { result, status: "ok", time } : { status: { error }, time };
}

const done = (result: unknown): Answer => ({ status: 200, result });

function answerTo(collections: Collections, method: string, path: string, body: Wire): Answer {
  const [, root, encoded, ...rest] = path.split("/");
  if (root !== "collections" || encoded === undefined) return { status: 404, error: "" };
  const name = decodeURIComponent(encoded);
  if (rest.length === 0) return onCollection(collections, method, name, body);
  const collection = collections.get(name);
  if (collection === undefined) return { status: 404, error: `Not found: Collection \`${name}\` doesn't exist!` };
  return onPoints(collection, `${method} ${rest.join("/")}`, body);
}

function onCollection(collections: Collections, method: string, name: string, body: Wire): Answer {
  const found = collections.get(name);
  if (method === "PUT") {
    if (found !== undefined) return { status: 409, error: `Wrong input: Collection \`${name}\` already exists!` };
    const { size, distance } = body.vectors as { size: number; distance: string };
    collections.set(name, new StandInCollection(size, distance, (body.metadata ?? {}) as Wire));
    return done(true);
  }
  // The engine answers a deletion of nothing with false, not with an error.
  if (method === "DELETE") return done(collections.delete(name));
  if (found === undefined) return { status: 404, error: `Not found: Collection \`${name}\` doesn't exist!` };
  return method === "GET" ? done(described(found)) : { status: 405, error: "" };
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
      const error = collection.upsert(body.points as Parameters<StandInCollection["upsert"]>[0]);
      return error === undefined ? updated() : { status: 400, error };
    }
    case "POST points/delete":
      collection.delete(body.points as string[]);
      return updated();
    case "POST points":
      return done(collection.retrieve(body.ids as string[], body.with_payload, body.with_vector === true));
    case "POST points/count":
      return done({ count: collection.count });
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
