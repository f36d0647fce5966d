import type { Caller } from "@aisle/app/access/caller";
import type { NewAlert } from "@aisle/contracts/alert";
import { AlertOutbox } from "@aisle/platform/alerts/alert-outbox";
import { AlertStore } from "@aisle/platform/alerts/alert-store";
import { NotificationStore } from "@aisle/platform/notify/notification-store";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { addWorkspace, type TestHome, testHome, testWorkspace } from "../test-home.ts";
import { openTestStudio } from "../test-studio-services.ts";
import { AlertWatch } from "./alert-watch.ts";

const owner: Caller = { workspaceId: testWorkspace, userId: "otto", role: "owner" };
const hourMs = 3_600_000;
const begin = Date.UTC(2026, 10, 24, 10);
const home_ = { kind: "endpoint", name: "home" } as const;

let home: TestHome;
let studio: Awaited<ReturnType<typeof openTestStudio>>;
let store: AlertStore;
let raised: string[];

const clickThrough: NewAlert = {
  ...home_,
  key: "endpoint home: click-through",
  title: "Click-through went from 5 % to 4 %.",
  statement: "Nothing else of it changed at that time.",
  severity: "high",
  since: begin - 5 * hourMs,
  window: { from: begin - 24 * hourMs, to: begin },
  findings: [],
  explanation: null,
};
const drift: NewAlert = {
  ...clickThrough,
  key: "endpoint home: request.budget",
  title: "Budgets \0 moved.",
  severity: "low",
};

/** A run of readings `hours` after the first. */
const run = (hours: number, alerts: readonly NewAlert[]) =>
  store.apply(testWorkspace, { alerts, subjects: [home_], to: begin + hours * hourMs, timeZone: "UTC" });
const states = async () =>
  (await store.list(testWorkspace, { limit: 50 })).map(({ key, state }) => `${key.slice(15)} ${state}`).sort();
const watch = (failing = 0) => {
  let left = failing;
  const notifications = new NotificationStore(home.pool);
  return new AlertWatch(
    {
      pool: home.pool,
      records: { endpoints: async () => [] } as never,
      workspaces: { ids: async () => [testWorkspace] },
      notifier: {
        raise: async (notification) => {
          // Stored, and killed before it is known: the next time is the same one.
          await notifications.raise(notification, []);
          if (left-- > 0) throw new Error("killed");
          raised.push(`${notification.kind} ${notification.title}`);
        },
      },
    },
    () => undefined,
  );
};
const sent = async () => {
  const { rows } = await home.pool.query<{ title: string }>(
    "select title from notification where workspace_id = $1 order by at, key",
    [testWorkspace],
  );
  return rows.map(({ title }) => title);
};
const noon = Date.UTC(2026, 10, 24, 12);

beforeAll(async () => {
  home = await testHome();
  studio = await openTestStudio(home);
  store = new AlertStore(home.pool);
  await addWorkspace(home.pool, "ws_other");
  for (const [id, workspace] of [
    ["otto", testWorkspace],
    ["ines", testWorkspace],
    ["vera", "ws_other"],
  ]) {
    await home.pool.query(`insert into "user" (id, name, email) values ($1, initcap($1), $1 || '@example.com')`, [id]);
    await home.pool.query("insert into member (workspace_id, user_id, role) values ($1, $2, 'owner')", [workspace, id]);
  }
}, 120_000);
afterAll(async () => {
  await studio?.close();
  await home?.remove();
});
beforeEach(async () => {
  raised = [];
  for (const table of ["alert", "alert_event", "alert_mute", "alert_setting", "notification"])
    await home.pool.query(`delete from ${table}`);
});

it("raises a cause once, sees it again while it goes on, and says once that it is over after three readings without it", async () => {
  await run(0, [clickThrough]);
  await run(0, [clickThrough]);
  for (let hour = 1; hour < 30; hour++) await run(hour, [clickThrough]);
  expect(await states()).toEqual(["click-through open"]);
  const { id } = (await store.list(testWorkspace, { limit: 1 }))[0]!;
  await run(30, []);
  // The same reading again is no other one.
  for (let i = 0; i < 5; i++) await run(31, []);
  expect(await states()).toEqual(["click-through open"]);
  await run(32, []);
  await run(32, []);
  await run(33, []);
  expect(await states()).toEqual(["click-through recovered"]);
  expect((await store.events(testWorkspace, id)).map(({ type }) => type)).toEqual(["raised", "recovered"]);
  // On another day it is another one.
  await run(60, [clickThrough]);
  expect(await states()).toEqual(["click-through open", "click-through recovered"]);
});

it("opens what comes back on the same day without another message, and leaves alone what was not read", async () => {
  await run(0, [clickThrough, drift]);
  for (let hour = 1; hour <= 3; hour++) await run(hour, [drift]);
  expect(await states()).toEqual(["click-through recovered", "request.budget open"]);
  await run(4, [clickThrough, drift]);
  expect(await states()).toEqual(["click-through open", "request.budget open"]);
  const { rows } = await home.pool.query<{ type: string }>("select type from alert_event order by seq");
  expect(rows.map(({ type }) => type)).toEqual(["raised", "raised", "recovered"]);
  for (let hour = 5; hour <= 9; hour++)
    await store.apply(testWorkspace, { alerts: [], subjects: [], to: begin + hour * hourMs, timeZone: "UTC" });
  expect(await states()).toEqual(["click-through open", "request.budget open"]);
});

it("is all of a run or nothing", async () => {
  await home.pool.query("alter table alert_event add constraint refuses check (alert_id = '') not valid");
  try {
    await expect(run(0, [clickThrough, drift])).rejects.toThrow(/refuses/);
  } finally {
    await home.pool.query("alter table alert_event drop constraint refuses");
  }
  expect(await states()).toEqual([]);
  await Promise.all([run(0, [clickThrough, drift]), run(0, [clickThrough, drift])]);
  expect(await states()).toEqual(["click-through open", "request.budget open"]);
});

it("sends each once, also when it is killed between storing and knowing it", async () => {
  await run(0, [clickThrough]);
  await expect(watch(1).poll(noon)).rejects.toThrow();
  await watch().poll(noon);
  await watch().poll(noon);
  expect(await sent()).toEqual(["/v1/home: Click-through went from 5 % to 4 %."]);
  expect(await new AlertOutbox(home.pool).workspaces()).toEqual([]);
  for (let hour = 1; hour <= 3; hour++) await run(hour, []);
  await watch().poll(noon);
  expect((await sent()).sort()).toEqual(["/v1/home: Click-through went from 5 % to 4 %.", "Recovered: /v1/home"]);
});

it("holds back what is low in quiet hours, and sums up what waited", async () => {
  await studio.services.alerts.setSettings(owner, {
    quiet: { from: 0, to: 8 * 60, all: false },
    digest: false,
    country: null,
  });
  const night = Date.UTC(2026, 10, 24, 3);
  const lows = ["a", "b", "c", "d"].map((name) => ({
    ...drift,
    key: `endpoint home: request.${name}`,
    title: `${name} moved.`,
  }));
  await run(0, [clickThrough, ...lows]);
  await watch().poll(night);
  expect(await sent()).toEqual(["/v1/home: Click-through went from 5 % to 4 %."]);
  await watch().poll(night + 5 * hourMs);
  expect(await sent()).toContain("4 alerts");
  expect(raised).toHaveLength(2);
});

it("is taken, assigned, noted and muted by members, with who did it, and by nobody else", async () => {
  const { alerts, audit } = studio.services;
  await run(0, [clickThrough]);
  const { items, open } = await alerts.list(owner, { state: "open" });
  expect([items.length, open]).toEqual([1, 1]);
  const { id } = items[0]!;
  await alerts.acknowledge(owner, id);
  await alerts.acknowledge({ ...owner, userId: "ines" }, id);
  await alerts.assign(owner, id, "ines");
  await alerts.assign(owner, id, "ines");
  await alerts.note(owner, id, "  The agency changed the page.  ");
  const detail = await alerts.get(owner, id);
  expect(detail).toMatchObject({ state: "acknowledged", acknowledgedBy: { name: "otto" }, assignee: { name: "ines" } });
  expect(detail.happenings.map(({ type, by, text }) => [type, by?.name ?? null, text])).toEqual([
    ["raised", null, ""],
    ["acknowledged", "otto", ""],
    ["assigned", "otto", "ines"],
    ["noted", "otto", "The agency changed the page."],
  ]);
  expect((await audit.list(owner, { limit: 2 })).map(({ action }) => action)).toEqual([
    "alert.assigned",
    "alert.acknowledged",
  ]);
  const refused = { code: "request.invalid" };
  await expect(alerts.assign(owner, id, "vera")).rejects.toMatchObject(refused);
  await expect(alerts.note(owner, id, " ")).rejects.toMatchObject(refused);
  await expect(alerts.note(owner, id, "x".repeat(2001))).rejects.toMatchObject(refused);
  const mute = { subject: home_, key: null, reason: "" };
  await expect(alerts.mute(owner, { ...mute, until: "2020-01-01T00:00:00Z" })).rejects.toMatchObject(refused);
  await expect(alerts.mute(owner, { ...mute, until: "soon" })).rejects.toMatchObject(refused);
  await expect(
    alerts.setSettings(owner, { quiet: { from: 5, to: 5, all: true }, digest: true, country: null }),
  ).rejects.toMatchObject(refused);
  const outsider: Caller = { workspaceId: "ws_other", userId: "vera", role: "owner" };
  for (const act of [
    () => alerts.get(outsider, id),
    () => alerts.acknowledge(outsider, id),
    () => alerts.note(outsider, id, "mine"),
  ])
    await expect(act()).rejects.toMatchObject({ code: "alert.not-found" });
  expect((await alerts.list(outsider, {})).items).toEqual([]);
  expect(() => alerts.note({ ...owner, role: "viewer" }, id, "x")).toThrow(
    expect.objectContaining({ code: "role.not-permitted" }),
  );
});

it("sends nothing of what is muted, and what waits of it neither", async () => {
  const { alerts } = studio.services;
  const until = new Date(Date.now() + hourMs).toISOString();
  await run(0, [drift]);
  await alerts.mute(owner, { subject: home_, key: drift.key, until, reason: "Known." });
  await watch().poll(noon);
  expect(await sent()).toEqual([]);
  await run(1, [drift, clickThrough]);
  await watch().poll(noon);
  expect(await sent()).toEqual(["/v1/home: Click-through went from 5 % to 4 %."]);
  const [mute] = await alerts.mutes(owner);
  expect(mute).toMatchObject({ reason: "Known.", by: { name: "otto" } });
  await alerts.unmute(owner, mute!.id);
  expect(await alerts.mutes(owner)).toEqual([]);
});
