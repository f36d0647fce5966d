import { readWorkspace } from "@aisle/app/monitors/read/read-workspace";
import { hourToBytes } from "@aisle/app/monitors/sketch/hour-bytes";
import { HourSketches } from "@aisle/app/monitors/sketch/hour-sketches";
import { MonitorReadings } from "@aisle/platform/monitors/monitor-readings";
import { seededRandom } from "@aisle/stats/seeded-random";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { rankGraph } from "./test-graphs.ts";
import { addWorkspace, testWorkspace } from "./test-home.ts";
import { caller, testPipelines } from "./test-pipelines.ts";

const studio = testPipelines();
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const to = Math.floor(Date.now() / hourMs) * hourMs;
const home = { kind: "endpoint", name: "home" } as const;
const clicks = { kind: "events", name: "product clicked" } as const;

/** Seven weeks of an endpoint that falls back more since yesterday, and of clicks as ever. */
async function storeHours(workspaceId: string): Promise<void> {
  const random = seededRandom(3);
  for (let at = to - 49 * dayMs; at < to; at += hourMs)
    for (const subject of [home, clicks]) {
      const hour = HourSketches.of({ ...subject, at });
      hour.rows = 40 + Math.floor(6 * random());
      if (subject === home) {
        hour.count("steps rank", hour.rows);
        hour.count("fell-back rank", Math.round(hour.rows * (at >= to - dayMs ? 0.4 : 0.05 + 0.02 * random())));
      }
      await studio.home.pool.query("insert into monitor_hour values ($1, $2, $3, $4, $5, $6)", [
        workspaceId,
        subject.kind,
        subject.name,
        new Date(at),
        hour.rows,
        hourToBytes(hour),
      ]);
    }
}

const read = async () => {
  await studio.home.pool.query("delete from monitor_reading");
  return readWorkspace(new MonitorReadings(studio.home.pool), testWorkspace, { timeZone: "UTC", now: to });
};

let pipelineId: string;

beforeAll(async () => {
  ({ pipelineId } = await studio.shop.activate("home", rankGraph()));
});
beforeEach(async () => {
  await studio.home.pool.query("delete from monitor_hour");
  await storeHours(testWorkspace);
});

it("shows each subject with its last thirty days, and what changed by name, to people of its workspace alone", async () => {
  const { pool } = studio.home;
  const { monitors } = studio.services;
  expect(await monitors.overview(caller)).toMatchObject({ readTo: null, subjects: [], changes: [] });
  await read();
  const { subjects, changes, readTo } = await monitors.overview(caller);
  expect(readTo).toBe(new Date(to).toISOString());
  expect(subjects.map(({ name, state, changed, pipelineId: of }) => [name, state, changed, of])).toEqual([
    ["home", "changed", 1, pipelineId],
    ["product clicked", "steady", 0, null],
  ]);
  expect(subjects[1]!.title).toBe("Product clicked");
  expect(subjects[0]!.days).toHaveLength(30);
  expect(subjects[0]!.days.at(-1)).toEqual({ to: new Date(to).toISOString(), changed: 1 });
  // Three weeks have a week before them to compare with; the others had none yet.
  expect(subjects[0]!.days.slice(0, -1).every(({ changed }) => changed === 0)).toBe(true);
  expect(changes).toMatchObject([
    {
      name: "home",
      monitor: "share fell-back of rank",
      finding: "rate",
      statement: expect.stringContaining("fell back"),
    },
  ]);
  await addWorkspace(pool, "ws_else");
  const outsider = { ...caller, workspaceId: "ws_else" };
  expect(await monitors.overview(outsider)).toMatchObject({ subjects: [], changes: [] });
  await expect(monitors.subject(outsider, home)).rejects.toMatchObject({ code: "monitor.not-found" });
  await expect(monitors.setLimit(outsider, home, "volume", 1)).rejects.toMatchObject({ code: "monitor.not-found" });
  const viewer = { ...caller, role: "viewer" } as const;
  expect(() => monitors.setLimit(viewer, home, "volume", 1)).toThrow(
    expect.objectContaining({ code: "role.not-permitted" }),
  );
});

it("says of each monitor what it is, what is usual and what it was, by the titles of the graph", async () => {
  const { monitors } = studio.services;
  await read();
  const subject = await monitors.subject(caller, home);
  const row = subject.monitors.find(({ monitor }) => monitor === "share fell-back of rank")!;
  expect(row).toMatchObject({ group: "steps", node: "rank", isChanged: true, ownLimit: null });
  expect(row.title).toMatch(/fell back$/);
  expect(row.figure.unit).toBe("share");
  expect(row.figure.now).toBeCloseTo(0.4, 1);
  expect(row.figure.before).toBeCloseTo(0.06, 2);
  const [low, high] = row.figure.usual!;
  expect(low).toBeLessThan(0.06);
  expect(high).toBeGreaterThan(0.06);
  expect(high).toBeLessThan(0.2);
  expect(row.figure.past.slice(0, 20).every((share) => share !== null && share > low && share < high)).toBe(true);
  expect(row.bins).toMatchObject({ labels: ["fell-back", "others"] });
  expect(row.bins!.now[0]).toBeCloseTo(row.figure.now!, 3);
  expect(subject.marks).toHaveLength(1);
  await expect(monitors.subject(caller, { ...home, name: "nothing" })).rejects.toMatchObject({
    code: "monitor.not-found",
  });
});

it("counts a change from a person's limit on, after trying it on the past, and goes back to the learned one", async () => {
  const { monitors, audit } = studio.services;
  await read();
  const monitor = "share fell-back of rank";
  const { score, limit } = (await monitors.subject(caller, home)).monitors.find((row) => row.monitor === monitor)!;
  expect(score).toBeGreaterThan(limit);
  expect(await monitors.backTest(caller, home, monitor, 0.0001)).toMatchObject({ days: 41 });
  expect((await monitors.backTest(caller, home, monitor, 0.0001)).fired.length).toBeGreaterThan(35);
  expect(await monitors.backTest(caller, home, monitor, 1)).toMatchObject({ fired: [] });
  await monitors.setLimit(caller, home, monitor, score * 1.5);
  expect((await audit.list(caller, { limit: 1 }))[0]).toMatchObject({
    action: "monitor.limit-set",
    subject: "endpoint home",
  });
  await read();
  const after = await monitors.subject(caller, home);
  expect(after.monitors.find((row) => row.monitor === monitor)).toMatchObject({
    isChanged: false,
    ownLimit: score * 1.5,
    limit: score * 1.5,
  });
  expect((await monitors.overview(caller)).changes).toEqual([]);
  await monitors.setLimit(caller, home, monitor, null);
  await read();
  expect((await monitors.overview(caller)).changes).toHaveLength(1);
  for (const bad of [0, -1, Number.NaN, 11, Number.POSITIVE_INFINITY])
    await expect(monitors.setLimit(caller, home, monitor, bad)).rejects.toMatchObject({ code: "request.invalid" });
  await expect(monitors.setLimit(caller, home, "no such", 1)).rejects.toMatchObject({ code: "monitor.not-found" });
});

it("compares with what a person chose, and refuses what is no time to compare with", async () => {
  const { monitors } = studio.services;
  await read();
  await monitors.setReference(caller, home, { kind: "days", days: 7 });
  await read();
  expect(await monitors.subject(caller, home)).toMatchObject({
    isOwnReference: true,
    reference: { kind: "days", days: 7 },
  });
  const pinned = { kind: "pinned", from: to - 14 * dayMs, to: to - 7 * dayMs } as const;
  await monitors.setReference(caller, home, pinned);
  await read();
  const subject = await monitors.subject(caller, home);
  expect(subject.reference).toEqual(pinned);
  expect(subject.monitors.find(({ monitor }) => monitor === "share fell-back of rank")!.isChanged).toBe(true);
  for (const bad of [
    { kind: "days", days: 0 },
    { kind: "weeks", weeks: 1.5 },
    { ...pinned, to: pinned.from },
    { ...pinned, from: pinned.from + 1 },
    { ...pinned, to: to + 400 * dayMs },
    { ...pinned, from: to - 300 * dayMs },
  ] as const)
    await expect(monitors.setReference(caller, home, bad)).rejects.toMatchObject({ code: "request.invalid" });
  await monitors.setReference(caller, home, null);
  await read();
  expect(await monitors.subject(caller, home)).toMatchObject({ isOwnReference: false, reference: { kind: "weeks" } });
});
