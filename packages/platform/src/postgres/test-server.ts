import { createHash } from "node:crypto";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withFileLock } from "../files/file-lock.ts";
import { processIsAlive } from "../files/process-is-alive.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres.ts";
import { migrate, readMigrations } from "./migrate.ts";

const here = createHash("sha256")
  .update(fileURLToPath(import.meta.url))
  .digest("hex")
  .slice(0, 10);
/** One server per checkout and OS user, shared by all test processes of a run and by runs side by side. */
const home = join(tmpdir(), `aisle-test-${process.getuid?.() ?? "user"}-${here}`);

let booted: Promise<{ server: EmbeddedPostgres; template: string }> | undefined;

/** The test server and the name of a migrated template database on it; boots both on first use. */
export function testServer(): Promise<{ server: EmbeddedPostgres; template: string }> {
  booted ??= withFileLock(join(home, "lock"), async () => {
    const server = await startEmbeddedPostgres({ dir: join(home, "postgres"), throwaway: true });
    const migrations = await readMigrations();
    const sum = createHash("sha256")
      .update(migrations.map((migration) => migration.checksum).join())
      .digest("hex");
    const template = `template_${sum.slice(0, 16)}`;
    await migrate(await server.ensureDatabase(template), migrations);
    return { server, template };
  });
  return booted;
}

/** Says that this process (a test run) may use the server; the returned function stops it unless another run still does. */
export async function useTestServer(): Promise<() => Promise<void>> {
  const users = join(home, "users");
  await mkdir(users, { recursive: true });
  await writeFile(join(users, String(process.pid)), "");
  return () =>
    withFileLock(join(home, "lock"), async () => {
      await rm(join(users, String(process.pid)), { force: true });
      const others = (await readdir(users)).filter((pid) => processIsAlive(Number(pid)));
      if (others.length > 0) return;
      const server = await startEmbeddedPostgres({ dir: join(home, "postgres"), throwaway: true });
      await server.stop();
      await rm(join(home, "postgres"), { recursive: true, force: true });
    });
}
