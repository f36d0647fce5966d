import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DayPartitions } from "./day-partitions.ts";
import { createPool } from "./pool.ts";
import { type TestDatabase, testDatabase } from "./test-database.ts";

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const insert = (id: string, at: string) =>
  pool.query("insert into event (workspace_id, message_id, at, type, payload) values ('ws_a', $1, $2, 'track', '{}')", [
    id,
    at,
  ]);

it("takes rows of any day once ensured, at both ends of the UTC day", async () => {
  const days = new DayPartitions(pool, "event");
  await expect(insert("m0", "2011-12-09T00:00:00Z")).rejects.toThrow(/no partition/);
  await days.ensure([Date.parse("2011-12-09T12:00:00Z")]);
  await insert("m1", "2011-12-09T00:00:00Z");
  await insert("m2", "2011-12-09T23:59:59.999Z");
  await expect(insert("m3", "2011-12-10T00:00:00Z")).rejects.toThrow(/no partition/);
});

it("is safe when many writers ensure the same days at once", async () => {
  const times = Array.from({ length: 20 }, (_, day) => Date.UTC(2020, 0, 1 + day));
  await Promise.all(Array.from({ length: 6 }, () => new DayPartitions(pool, "event").ensure(times)));
  for (const time of times) await insert(`p${time}`, new Date(time).toISOString());
});

it("makes a day again that another process has dropped since, and gives up on what fails otherwise", async () => {
  const days = new DayPartitions(pool, "event");
  const at = "2012-03-04T05:06:07Z";
  const times = [Date.parse(at)];
  await days.writing(times, () => insert("n1", at));
  await new DayPartitions(pool, "event").dropBefore(Date.parse("2012-03-06T00:00:00Z"));
  await days.writing(times, () => insert("n2", at));
  const { rows } = await pool.query("select message_id from event where at = $1", [at]);
  expect(rows).toEqual([{ message_id: "n2" }]);
  let tries = 0;
  const work = () => {
    tries++;
    return insert("n3", "2012-03-05T00:00:00Z");
  };
  await expect(days.writing(times, work)).rejects.toThrow(/no partition/);
  expect(tries).toBe(3);
  await expect(days.writing(times, () => insert("n2", at))).rejects.toThrow(/duplicate key/);
});

it("drops whole days before a time and keeps the rest", async () => {
  const days = new DayPartitions(pool, "decision");
  await days.ensure([Date.UTC(2020, 0, 1), Date.UTC(2020, 0, 2), Date.UTC(2020, 0, 3)]);
  expect(await days.dropBefore(Date.UTC(2020, 0, 3, 12))).toBe(2);
  expect(await days.dropBefore(Date.UTC(2020, 0, 3, 12))).toBe(0);
  await days.ensure([Date.UTC(2020, 0, 1)]);
  const { rows } = await pool.query("select to_regclass('decision_20200101') is not null as made");
  expect(rows).toEqual([{ made: true }]);
});
