import pg from "pg";

export type Pool = pg.Pool;

/** OID of `bigint`. */
const bigintOid = 20;

export interface PoolOptions {
  /** Connections at most; 10 when not given. */
  readonly max?: number;
  /** Shown in `pg_stat_activity`. */
  readonly name?: string;
  /** Milliseconds that one statement may take, on the server and, where that says nothing, here; no limit when not given. */
  readonly statementTimeoutMs?: number;
  /** Milliseconds that a connection may take to be opened or to become free; 10,000 when not given. */
  readonly connectTimeoutMs?: number;
  /** Told of a lost idle connection; the pool itself opens a new one when next asked. */
  readonly onError?: (error: Error) => void;
}

/**
 * A pool of connections, whose sessions are in UTC whatever the zone of the database. `bigint` columns (money in minor units,
 * sequence numbers) come as numbers, and reading one beyond 2^53 throws instead of rounding.
 */
export function createPool(
  url: string,
  { max = 10, name = "aisle", statementTimeoutMs, connectTimeoutMs = 10_000, onError }: PoolOptions = {},
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: inUtc(url),
    max,
    application_name: name,
    connectionTimeoutMillis: connectTimeoutMs,
    ...(statementTimeoutMs === undefined
      ? {}
      : { statement_timeout: statementTimeoutMs, query_timeout: statementTimeoutMs }),
    keepAlive: true,
    types: { getTypeParser: typeParser },
  });
  // Without a listener a dropped idle connection would end the process.
  pool.on("error", (error) => onError?.(error));
  // Nor may one that ends in the moment in which it is handed out, before anybody listens: its next query says so.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

/**
 * The connection string with the zone of its sessions, after the options that it has. Prisma's adapter writes times without
 * their zone and takes the zone off those that it reads, which is right in UTC alone.
 */
function inUtc(url: string): string {
  const [address, query = ""] = url.split(/\?(.*)/s);
  const parameters = new URLSearchParams(query);
  parameters.set("options", `${parameters.get("options") ?? ""} -c TimeZone=UTC`.trim());
  // A form writes a blank as “+”, which connection strings do not read as one.
  return `${address}?${parameters.toString().replaceAll("+", "%20")}`;
}

const typeParser: typeof pg.types.getTypeParser = (oid: number, format?: "text" | "binary") =>
  oid === bigintOid && format !== "binary" ? safeInteger : pg.types.getTypeParser(oid, format as "text");

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit a JavaScript number`);
  return value;
}
