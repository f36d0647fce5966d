import { afterAll, beforeAll, expect, it } from "vitest";
import { ClockWatch } from "./clock-watch.ts";
import { createPool, type Pool } from "./pool.ts";
import { type TestDatabase, testDatabase } from "./test-database.ts";

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, { max: 1 });
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

it("says how far this machine's clock is from the database's, above a second", async () => {
  let offsetMs = 0;
  const watch = new ClockWatch({ pool, now: () => Date.now() + offsetMs });
  expect(watch.aheadMs).toBeUndefined();
  for (const [offset, problem] of [
    [0, undefined],
    [800, undefined],
    [5_000, "5.0 s ahead of the database's"],
    [-90_000, "90.0 s behind the database's"],
  ] as const) {
    offsetMs = offset;
    await watch.measure();
    expect(Math.abs(watch.aheadMs! - offset)).toBeLessThan(150);
    if (problem === undefined) expect(watch.problem).toBeUndefined();
    else expect(watch.problem).toContain(problem);
  }
});

it("keeps what it knew while the database is away", async () => {
  const errors: unknown[] = [];
  const away = createPool("postgres://nobody@127.0.0.1:1/none");
  const watch = new ClockWatch({ pool: away, onError: (error) => errors.push(error) });
  await watch.start();
  watch.stop();
  expect([watch.aheadMs, watch.problem, errors.length]).toEqual([undefined, undefined, 1]);
  await away.end();
});
