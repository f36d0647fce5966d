#!/usr/bin/env node
// Prisma's schema engine without its downloaded binary: the same JSON-RPC over standard input and output, spoken by npm's
// WebAssembly build of the engine through the pg adapter. prisma.config.ts points Prisma here, so that `prisma generate`,
// `migrate dev`, `migrate diff` and the like work on a machine that can download nothing.
import { randomUUID } from "node:crypto";
import { readFileSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as engineModule from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

const logError = (target, fields) => writeSync(2, `${JSON.stringify({ level: "ERROR", target, fields })}\n`);

process.on("uncaughtException", (error) => {
  logError("schema_engine", { message: String(error?.stack ?? error) });
  process.exit(1);
});
globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => logError("panic", { message }) };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    datamodels: { type: "string", multiple: true },
    datasource: { type: "string" },
    "extension-types": { type: "string" },
  },
});
const url = JSON.parse(values.datasource ?? "{}").url ?? process.env.DATABASE_URL ?? "postgresql://localhost/postgres";

/** Connection settings of a PostgreSQL URL. */
function connection(database) {
  const parts = new URL(url);
  return {
    host: parts.searchParams.get("host") ?? parts.hostname,
    port: Number(parts.port || 5432),
    user: decodeURIComponent(parts.username),
    password: decodeURIComponent(parts.password),
    database: database ?? (decodeURIComponent(parts.pathname.slice(1)) || "postgres"),
  };
}

/** `cli can-connect-to-database`, `cli create-database` and `cli drop-database`. */
async function runCommand(command) {
  const { database } = connection();
  const statements = {
    "can-connect-to-database": undefined,
    "create-database": `CREATE DATABASE ${pg.escapeIdentifier(database)}`,
    "drop-database": `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(database)} WITH (FORCE)`,
  };
  try {
    if (!(command in statements)) throw new Error(`unsupported command ${command}`);
    const client = new pg.Client(connection(statements[command] ? "postgres" : database));
    await client.connect();
    if (statements[command]) await client.query(statements[command]);
    await client.end();
    process.exit(0);
  } catch (error) {
    const codes = { "3D000": "P1003", "28P01": "P1000" };
    writeSync(2, "{}\n");
    logError("schema_engine::logger", { message: error.message, error_code: codes[error.code] ?? "P1001" });
    process.exit(1);
  }
}

/** adapter-pg 7.10 refuses catalogue columns of type "char" (OID 18); they are handed on as text of type Character (6). */
function acceptCharColumns(adapter) {
  const query = adapter.queryRaw;
  adapter.queryRaw = async (request) => {
    let chars = [];
    const view = Object.create(adapter);
    view.performIO = async (io) => {
      const result = await adapter.performIO(io);
      chars = result.fields.map((field) => field.dataTypeID === 18);
      result.fields = result.fields.map((field) => (field.dataTypeID === 18 ? { ...field, dataTypeID: 25 } : field));
      return result;
    };
    const result = await query.call(view, request);
    for (const [index, char] of chars.entries()) if (char) result.columnTypes[index] = 6;
    return result;
  };
  return adapter;
}

/** The adapter's own factory drops the shadow database while its pool still holds connections to it. */
class SchemaAdapter extends PrismaPg {
  async connect() {
    return acceptCharColumns(await super.connect());
  }

  async connectToShadowDb() {
    const name = `prisma_migrate_shadow_db_${randomUUID()}`;
    const admin = await this.connect();
    await admin.executeScript(`CREATE DATABASE "${name}"`);
    const shadow = acceptCharColumns(await new PrismaPg(connection(name)).connect());
    const dispose = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await dispose();
      await admin.executeScript(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
      await admin.dispose();
    };
    return shadow;
  }
}

async function loadEngine() {
  const folder = dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg"));
  const wasm = readFileSync(join(folder, "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(wasm, { "./schema_engine_bg.js": engineModule });
  engineModule.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const schema = new URL(url).searchParams.get("schema") ?? undefined;
  const factory = bindMigrationAwareSqlAdapterFactory(new SchemaAdapter(connection(), { schema }));
  const models = (values.datamodels ?? []).map((file) => [file, readFileSync(file, "utf8")]);
  return engineModule.SchemaEngine.new({ datamodels: models.length > 0 ? models : undefined }, () => {}, factory);
}

/** Answers requests one after the other until standard input ends. */
async function serve() {
  const engine = await loadEngine();
  const methods = { getDatabaseVersion: "version" };
  const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params } = JSON.parse(line);
    try {
      const result = await engine[methods[method] ?? method](params ?? {});
      if (method === "diff" && result?.stdout) {
        send({ id: 1_000_000 + id, method: "print", params: { content: result.stdout } });
      }
      send({ id, result: result ?? null });
    } catch (error) {
      const data = { is_panic: false, message: error.message ?? String(error), meta: null, error_code: error.code };
      send({ id, error: { code: 4466, message: "An error happened. Check the data field for details.", data } });
    }
  }
  process.exit(0);
}

if (positionals[0] === "cli") await runCommand(positionals[1]);
else await serve();
