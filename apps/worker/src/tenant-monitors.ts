import type { Caller } from "@aisle/app/access/caller";
import type { StudioServices } from "@aisle/app/services/studio-services";
import { AlertStore } from "@aisle/platform/alerts/alert-store";
import { MonitorReadings } from "@aisle/platform/monitors/monitor-readings";
import type { Pool } from "@aisle/platform/postgres/pool";
import { expect } from "vitest";

const subject = { kind: "endpoint", name: "shelf" } as const;
const to = Date.UTC(2026, 10, 24, 10);

/** What monitors found and raised of an endpoint of the owner's, and something that is muted. */
export async function addTheirMonitors(services: StudioServices, pool: Pool, owner: Caller): Promise<void> {
  const figure = { unit: "count", now: 10, before: 10, past: [], usual: null } as const;
  const score = {
    monitor: "volume",
    measure: "log-ratio",
    score: 0,
    limit: 0.2,
    past: [],
    figure,
    bins: null,
  } as const;
  await new MonitorReadings(pool).store(owner.workspaceId, [
    {
      ...{ ...subject, window: { from: to - 1, to }, reference: { kind: "weeks", weeks: 4 }, rows: 10 },
      ...{ referenceRows: 40, findings: [], notes: [], scores: [score] },
    },
  ]);
  const alert = {
    ...{ ...subject, key: "endpoint shelf: volume", title: "Less came in.", statement: "" },
    severity: "low",
    ...{ since: to, window: { from: to - 1, to }, findings: [], explanation: null },
  } as const;
  await new AlertStore(pool).apply(owner.workspaceId, { alerts: [alert], subjects: [subject], to, timeZone: "UTC" });
  const until = new Date(Date.now() + 600_000).toISOString();
  await services.alerts.mute(owner, { subject, key: "another", until, reason: "" });
}

/** Expects that nobody of another workspace reads or changes what monitors found in the owner's. */
export async function monitorsStayApart(services: StudioServices, owner: Caller, outsider: Caller): Promise<void> {
  const { monitors } = services;
  expect((await monitors.overview(owner)).subjects).toHaveLength(1);
  expect((await monitors.overview(outsider)).subjects).toEqual([]);
  const gone = { code: "monitor.not-found" };
  await expect(monitors.subject(outsider, subject)).rejects.toMatchObject(gone);
  await expect(monitors.setLimit(outsider, subject, "volume", 1)).rejects.toMatchObject(gone);
  await expect(monitors.backTest(outsider, subject, "volume", 1)).rejects.toMatchObject(gone);
  await expect(monitors.setReference(outsider, subject, null)).rejects.toMatchObject(gone);
  const [endpoint] = await services.endpoints.list(owner);
  expect(await monitors.ofPipeline(owner, endpoint!.pipelineId)).toMatchObject({ name: "shelf" });
  expect(await monitors.ofPipeline(outsider, endpoint!.pipelineId)).toBeNull();
}

/** The same of alerts. */
export async function alertsStayApart(services: StudioServices, owner: Caller, outsider: Caller): Promise<void> {
  const { alerts } = services;
  const { id } = (await alerts.list(owner, {})).items[0]!;
  expect(await alerts.list(outsider, {})).toMatchObject({ open: 0, items: [] });
  for (const act of [
    () => alerts.get(outsider, id),
    () => alerts.acknowledge(outsider, id),
    () => alerts.assign(outsider, id, null),
    () => alerts.note(outsider, id, "Mine."),
  ])
    await expect(act()).rejects.toMatchObject({ code: "alert.not-found" });
  const until = new Date(Date.now() + 60_000).toISOString();
  await expect(alerts.mute(outsider, { subject, key: null, until, reason: "" })).rejects.toMatchObject({
    code: "alert.not-found",
  });
  expect((await alerts.mutes(owner)).map(({ key }) => key)).toEqual(["another"]);
  await alerts.unmute(outsider, (await alerts.mutes(owner))[0]!.id);
  expect(await alerts.mutes(owner)).toHaveLength(1);
  expect(await alerts.get(owner, id)).toMatchObject({ state: "open", muted: false });
  await alerts.setSettings(outsider, { quiet: null, digest: false, country: "DE" });
  expect(await alerts.settings(owner)).toEqual({ quiet: null, digest: true, country: null });
}
