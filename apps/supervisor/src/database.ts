import { join } from "node:path";
import { processIsAlive } from "@aisle/platform/files/process-is-alive";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@aisle/platform/postgres/embedded-postgres";
import { migrate } from "@aisle/platform/postgres/migrate";
import type { Settings } from "./settings.ts";

/** The database that everything runs on. */
export interface Database {
  readonly url: string;
  /** Stops the embedded server; leaves one of the operator's alone. */
  stop(): Promise<void>;
}

const pollEveryMs = 1000;

/**
 * Starts the embedded PostgreSQL, or adopts the one that a killed supervisor left, or takes the operator's, and brings
 * the schema up to date. An embedded server that dies is started again on the same port.
 */
export async function openDatabase(settings: Settings, progress: (line: string) => void): Promise<Database> {
  if (settings.databaseUrl) {
    progress("Connecting to the database of DATABASE_URL");
    await upToDate(settings.databaseUrl, progress);
    return { url: settings.databaseUrl, stop: async () => undefined };
  }
  const dir = join(settings.home, "postgres");
  progress("Starting the database");
  let server = await startEmbeddedPostgres({ dir, onProgress: progress });
  if (server.adopted) progress("Took over the database server that was left running");
  const url = await prepared(server, progress).catch(async (error: unknown) => {
    // A start that fails leaves nothing running, a server that it took over neither.
    await server.stop().catch(() => undefined);
    throw error;
  });

  let restarting: Promise<void> | undefined;
  let stopped = false;
  const watch = setInterval(() => {
    if (stopped || restarting || processIsAlive(server.pid)) return;
    progress("The database server ended; starting it again");
    restarting = startEmbeddedPostgres({ dir, port: server.port })
      .then((again) => {
        server = again;
      })
      .catch((error: Error) => progress(`The database server did not start: ${error.message}`))
      .finally(() => {
        restarting = undefined;
      });
  }, pollEveryMs);
  watch.unref();
  return {
    url,
    async stop() {
      stopped = true;
      clearInterval(watch);
      await restarting;
      await server.stop();
    },
  };
}

async function prepared(server: EmbeddedPostgres, progress: (line: string) => void): Promise<string> {
  const url = await server.ensureDatabase("aisle");
  await upToDate(url, progress);
  return url;
}

async function upToDate(url: string, progress: (line: string) => void): Promise<void> {
  const applied = await migrate(url);
  if (applied.length > 0) progress(`Brought the database up to date (${applied.length} migrations)`);
}
