#!/usr/bin/env node
// Offline stand-in for Prisma's schema-engine binary: same JSON-RPC on stdio, run on npm's wasm build.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import readline from "node:readline";
import { parseArgs } from "node:util";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as bg from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

process.on("uncaughtException", (e) => {
  fs.writeSync(2, JSON.stringify({ level: "ERROR", target: "x", fields: { message: String(e?.stack ?? e) } }) + "\n");
  process.exit(1);
});
globalThis.PRISMA_WASM_PANIC_REGISTRY = {
  set_message(m) {
    fs.writeSync(2, JSON.stringify({ level: "ERROR", target: "panic", fields: { message: m } }) + "\n");
  },
};
const require = createRequire(import.meta.url);
const dir = path.dirname(require.resolve("@prisma/schema-engine-wasm/schema_engine_bg"));
const { instance } = await WebAssembly.instantiate(fs.readFileSync(path.join(dir, "schema_engine_bg.wasm")), {
  "./schema_engine_bg.js": bg,
});
bg.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();
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
const cfg = (u) => {
  const x = new URL(u);
  return {
    host: x.searchParams.get("host") ?? x.hostname,
    port: +(x.port || 5432),
    user: decodeURIComponent(x.username),
    password: decodeURIComponent(x.password),
    database: decodeURIComponent(x.pathname.slice(1)) || "postgres",
  };
};
const schema = (u) => new URL(u).searchParams.get("schema") ?? undefined;
const fail = (message, code) => {
  fs.writeSync(
    2,
    "{}\n" +
      JSON.stringify({ level: "ERROR", target: "schema_engine::logger", fields: { message, error_code: code } }) +
      "\n",
  );
  process.exit(1);
};
if (positionals[0] === "cli") {
  const c = cfg(url),
    admin = (db) => new pg.Client({ ...c, database: db });
  try {
    if (positionals[1] === "can-connect-to-database") {
      const k = admin(c.database);
      await k.connect();
      await k.end();
    } else if (positionals[1] === "create-database") {
      const k = admin("postgres");
      await k.connect();
      await k.query(`CREATE DATABASE ${k.escapeIdentifier(c.database)}`);
      await k.end();
    } else if (positionals[1] === "drop-database") {
      const k = admin("postgres");
      await k.connect();
      await k.query(`DROP DATABASE IF EXISTS ${k.escapeIdentifier(c.database)} WITH (FORCE)`);
      await k.end();
    } else fail(`unsupported cli command ${positionals[1]}`);
    process.exit(0);
  } catch (e) {
    fail(
      e.message || String(e.errors?.[0] ?? e),
      e.code === "3D000" ? "P1003" : e.code === "28P01" ? "P1000" : "P1001",
    );
  }
}
// adapter-pg 7.10 rejects catalog columns of type "char" (oid 18); present them as Character (6)
const charFix = (a) => {
  const query = a.queryRaw;
  a.queryRaw = async (q) => {
    let chars = [];
    const view = Object.create(a);
    view.performIO = async (x) => {
      const r = await a.performIO(x);
      chars = r.fields.map((f) => f.dataTypeID === 18);
      r.fields = r.fields.map((f) => (f.dataTypeID === 18 ? { ...f, dataTypeID: 25 } : f));
      return r;
    };
    const res = await query.call(view, q);
    chars.forEach((c, k) => {
      if (c) res.columnTypes[k] = 6;
    });
    return res;
  };
  return a;
};
class Factory extends PrismaPg {
  // upstream drops the shadow db while its own pool is still connected
  async connect() {
    return charFix(await super.connect());
  }
  async connectToShadowDb() {
    const db = `prisma_migrate_shadow_db_${crypto.randomUUID()}`,
      admin = await this.connect();
    await admin.executeScript(`CREATE DATABASE "${db}"`);
    const shadow = charFix(await new PrismaPg({ ...cfg(url), database: db }).connect()),
      end = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await end();
      await admin.executeScript(`DROP DATABASE IF EXISTS "${db}" WITH (FORCE)`);
      await admin.dispose();
    };
    return shadow;
  }
}
const factory = bindMigrationAwareSqlAdapterFactory(new Factory(cfg(url), { schema: schema(url) }));
const models = (values.datamodels ?? []).map((f) => [f, fs.readFileSync(f, "utf8")]);
const engine = await bg.SchemaEngine.new({ datamodels: models.length ? models : undefined }, () => {}, factory);
const alias = { getDatabaseVersion: "version" };
const send = (m) => process.stdout.write(JSON.stringify(m) + "\n");
let chain = Promise.resolve();
readline
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const { id, method, params } = JSON.parse(line);
    if (process.env.SE_TRACE) fs.appendFileSync(process.env.SE_TRACE, method + "\n");
    chain = chain.then(async () => {
      try {
        const result = await engine[alias[method] ?? method](params ?? {});
        if (method === "diff" && result?.stdout) {
          send({ jsonrpc: "2.0", id: 1e6 + id, method: "print", params: { content: result.stdout } });
        }
        send({ jsonrpc: "2.0", id, result: result ?? null });
      } catch (e) {
        send({
          jsonrpc: "2.0",
          id,
          error: {
            code: 4466,
            message: "An error happened. Check the data field for details.",
            data: { is_panic: false, message: e.message ?? String(e), meta: null, error_code: e.code },
          },
        });
      }
    });
  })
  .on("close", () => chain.then(() => process.exit(0)));
