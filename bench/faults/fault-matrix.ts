import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { command } from "../serving/command.ts";
import type { AisleUnderFaults } from "./aisle-under-faults.ts";
import type { Interval } from "./compare-with-database.ts";

/** What a fault is given. */
export interface Scene {
  readonly aisle: AisleUnderFaults;
  /** Publishes the next version and returns its number, once every serving worker answers with it. */
  publishNext(): Promise<number>;
  /** Uploads a catalog of so many new products; `stored` is fulfilled with the number stored when its job is done. */
  importProducts(count: number): Promise<{ readonly stored: Promise<number> }>;
  /** Waits until the answers given so far are in the database. */
  drained(): Promise<void>;
  /** Says that what was promised in this time may be gone: a restore put an older state in its place. */
  replaced(interval: Interval): void;
}

export interface Fault {
  readonly name: string;
  /** Whether requests may go unanswered meanwhile. */
  readonly databaseAway: boolean;
  /** Does the fault and ends it; throws when what must come out of it did not. */
  readonly run: (scene: Scene) => Promise<void>;
}

const pauseMs = 6_000;

export const faults: readonly Fault[] = [
  {
    name: "serving workers killed",
    databaseAway: false,
    async run({ aisle, publishNext }) {
      for (let round = 0; round < 2; round++) {
        for (const name of ["serving worker", "second serving worker"] as const) {
          aisle.signal(name, "SIGKILL");
          await sleep(1000);
          await aisle.allServe();
        }
      }
      await publishNext();
    },
  },
  {
    name: "job workers killed during an import and a publish",
    databaseAway: false,
    async run({ aisle, publishNext, importProducts }) {
      const { stored } = await importProducts(20_000);
      for (const name of ["job worker", "second job worker", "job worker", "second job worker"] as const) {
        await sleep(700);
        aisle.signal(name, "SIGKILL");
      }
      const published = publishNext();
      expectEqual("products stored", await stored, 20_000);
      await published;
    },
  },
  {
    name: "a job worker stopped for longer than its lock, then continued",
    databaseAway: false,
    async run({ aisle, importProducts }) {
      const { stored } = await importProducts(20_000);
      await sleep(500);
      aisle.signal("job worker", "SIGSTOP");
      await sleep(40_000);
      aisle.signal("job worker", "SIGCONT");
      expectEqual("products stored", await stored, 20_000);
    },
  },
  {
    name: "two versions published at once",
    databaseAway: false,
    async run({ publishNext }) {
      await Promise.all([publishNext(), publishNext()]);
    },
  },
  {
    name: "database paused",
    databaseAway: true,
    async run({ aisle }) {
      aisle.signalDatabase("SIGSTOP");
      await sleep(pauseMs);
      aisle.signalDatabase("SIGCONT");
      await aisle.allServe();
    },
  },
  {
    name: "database connections ended",
    databaseAway: true,
    async run({ aisle }) {
      for (let round = 0; round < 3; round++) {
        const client = new pg.Client({ connectionString: aisle.databaseUrl });
        await client.connect();
        await client.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()",
        );
        await client.end();
        await sleep(2000);
      }
      await aisle.allServe();
    },
  },
  {
    name: "database killed",
    databaseAway: true,
    async run({ aisle, publishNext }) {
      aisle.signalDatabase("SIGKILL");
      await sleep(3000);
      await aisle.allServe();
      await publishNext();
    },
  },
  {
    name: "supervisor killed",
    databaseAway: false,
    async run({ aisle, publishNext }) {
      aisle.killSupervisor();
      await sleep(2000);
      await aisle.startSupervisor();
      await aisle.allServe();
      await publishNext();
    },
  },
  {
    name: "disk of the decision log full",
    databaseAway: false,
    async run({ aisle }) {
      // Without a small file system of its own the disk cannot be filled: the unit tests inject the error instead.
      if (!aisle.smallSpool) return;
      const filler = join(aisle.home, "spool", "filler");
      fillDisk(filler);
      await sleep(pauseMs);
      rmSync(filler);
      await sleep(3000);
      await aisle.allServe();
    },
  },
  {
    name: "a job worker whose clock is a minute ahead",
    databaseAway: false,
    async run({ aisle, importProducts }) {
      const stop = aisle.startWithWrongClock(60_000);
      await sleep(3000);
      const { stored } = await importProducts(20_000);
      expectEqual("products stored", await stored, 20_000);
      await stop();
    },
  },
  {
    name: "backup restored under load",
    databaseAway: true,
    async run({ aisle, drained, replaced, publishNext }) {
      await drained();
      const from = Date.now() - 3000;
      const file = join(aisle.home, "faults.backup");
      const target = { studioUrl: aisle.studioUrl, workerUrl: aisle.workerUrls[0], home: aisle.home };
      await command(target, ["backup", file]);
      await sleep(3000);
      await command(target, ["restore", file]);
      replaced({ from, to: Date.now() });
      await aisle.allServe();
      await publishNext();
    },
  },
];

function fillDisk(path: string): void {
  const block = Buffer.alloc(1 << 16);
  const file = openSync(path, "w");
  try {
    for (;;) writeSync(file, block);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  } finally {
    closeSync(file);
  }
}

function expectEqual(what: string, found: number, expected: number): void {
  if (found !== expected) throw new Error(`${what}: ${found} instead of ${expected}`);
}
