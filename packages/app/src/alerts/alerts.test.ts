import type { Alert, UnsentAlertEvent } from "@aisle/contracts/alert";
import type { Explanation } from "@aisle/contracts/explanation";
import type { MonitorFinding, MonitorReading } from "@aisle/contracts/monitor-reading";
import { ZoneClock } from "@aisle/runtime/zoned-time";
import { describe, expect, it } from "vitest";
import { alertMessage } from "./alert-message.ts";
import { alertsOf } from "./alerts-of.ts";
import { isQuiet } from "./quiet-hours.ts";
import { digestDay, weeklyDigest } from "./weekly-digest.ts";

const hour = 3_600_000;
const to = Date.UTC(2026, 10, 30, 12);

const finding = (monitor: string, since: number, change: Partial<MonitorFinding> = {}): MonitorFinding => ({
  monitor,
  kind: "rate",
  statement: `${monitor} changed.`,
  since,
  pValue: 1e-4,
  measure: "angle",
  size: 0.4,
  limit: 0.1,
  ...change,
});
const reading = (findings: readonly MonitorFinding[], explanations: readonly Explanation[] = []): MonitorReading => ({
  kind: "endpoint",
  name: "home",
  window: { from: to - 24 * hour, to },
  reference: { kind: "weeks", weeks: 4 },
  rows: 1000,
  referenceRows: 4000,
  findings,
  notes: [],
  scores: [],
  explanations,
});

describe("alerts of readings", () => {
  it("makes one of what began together, led by a business figure however sure the others are", () => {
    const alerts = alertsOf([
      reading([
        finding("latency of rank", to - 9 * hour, { pValue: 1e-12 }),
        finding("click-through", to - 10 * hour),
        finding("share fell-back of rank", to - 8.5 * hour, { pValue: 1e-9 }),
        finding("request.budget", to - 20 * hour),
      ]),
    ]);
    expect(alerts.map(({ key, severity, findings }) => [key, severity, findings.length])).toEqual([
      ["endpoint home: request.budget", "low", 1],
      ["endpoint home: click-through", "high", 3],
    ]);
    expect(alerts[1]!.findings.map(({ monitor }) => monitor)).toEqual([
      "click-through",
      "share fell-back of rank",
      "latency of rank",
    ]);
    expect(alertsOf([reading([])])).toEqual([]);
  });

  it("is named after its cause, so that the same cause on another day is the same alert", () => {
    const explanation: Explanation = {
      ...{ figure: "click-through", before: 0.05, now: 0.04, rowsBefore: 4000, rowsNow: 1000 },
      window: { from: to - 24 * hour, to },
      causes: [
        {
          ...{ key: "step rank timed-out", kind: "step", statement: "Step rank timed out.", share: 0.7 },
          ...{ interval: [0.5, 0.9], at: null, evidence: [] },
        },
      ],
      splits: [],
      statement: "Step rank timed out.",
    };
    const [alert] = alertsOf([reading([finding("click-through", to - 10 * hour)], [explanation])]);
    expect(alert).toMatchObject({
      key: "endpoint home: step rank timed-out",
      title: "click-through changed.",
      statement: "Step rank timed out.",
      explanation,
    });
  });
});

describe("quiet hours", () => {
  it.each([
    [{ from: 22 * 60, to: 7 * 60 }, "2026-11-30T21:30:00Z", true],
    [{ from: 22 * 60, to: 7 * 60 }, "2026-11-30T20:59:59Z", false],
    [{ from: 22 * 60, to: 7 * 60 }, "2026-12-01T05:59:00Z", true],
    [{ from: 22 * 60, to: 7 * 60 }, "2026-12-01T06:00:00Z", false],
    [{ from: 60, to: 120 }, "2026-12-01T00:30:00Z", true],
    [{ from: 60, to: 60 }, "2026-12-01T00:00:00Z", false],
  ])("%o by the clocks of Berlin at %s", (quiet, at, expected) => {
    expect(isQuiet({ ...quiet, all: false }, new ZoneClock("Europe/Berlin"), Date.parse(at))).toBe(expected);
    expect(isQuiet(null, new ZoneClock("Europe/Berlin"), Date.parse(at))).toBe(false);
  });
});

const alert = (change: Partial<Alert> = {}): Alert => ({
  ...alertsOf([reading([finding("click-through", to - 10 * hour)])])[0]!,
  ...{ id: "alert_1", raisedAt: to, seenAt: to, state: "open", muted: false, recoveredAt: null },
  ...{ acknowledgedBy: null, acknowledgedAt: null, assignee: null },
  ...change,
});
const event = (seq: number, type: UnsentAlertEvent["type"], change: Partial<Alert> = {}): UnsentAlertEvent => ({
  ...{ seq, alertId: "alert_1", type, text: "", by: null, at: to, batch: null },
  alert: alert(change),
});

describe("messages", () => {
  it("say one alert in its own words with its page, and several as a list", () => {
    expect(alertMessage([event(1, "raised")])).toEqual({
      title: "/v1/home: click-through changed.",
      text: "Nothing else of it changed at that time.",
      path: "/monitors/alerts/alert_1",
    });
    expect(alertMessage([event(1, "raised"), event(2, "recovered"), event(3, "raised")])).toMatchObject({
      title: "2 alerts, 1 recovered",
      path: "/monitors",
      text: expect.stringContaining("– Recovered: /v1/home"),
    });
    const many = Array.from({ length: 30 }, (_, i) => event(i, "raised"));
    expect(alertMessage(many).text.split("\n")).toHaveLength(11);
    expect(() => alertMessage([])).toThrow(RangeError);
  });

  it("come on Mondays from eight by the clocks of the shop, and not where nothing was served or raised", () => {
    const tokyo = new ZoneClock("Asia/Tokyo");
    expect(digestDay(tokyo, Date.parse("2026-11-29T23:00:00Z"))).toBe("2026-11-30");
    expect(digestDay(tokyo, Date.parse("2026-11-29T22:59:00Z"))).toBeUndefined();
    expect(digestDay(tokyo, Date.parse("2026-11-30T23:30:00Z"))).toBeUndefined();
    expect(weeklyDigest([], { endpoints: 0, quiet: 0, at: to })).toBeUndefined();
    expect(weeklyDigest([], { endpoints: 2, quiet: 2, at: to })).toMatchObject({ title: "The week: 0 alerts, 0 open" });
    const digest = weeklyDigest([alert(), alert({ state: "recovered", recoveredAt: to - 5 * hour })], {
      endpoints: 1,
      quiet: 0,
      at: to,
    });
    expect(digest!.text).toContain("2 alerts in seven days, 1 still open.");
    expect(digest!.text).toContain("For 10 hours.");
    expect(digest!.text).toContain("Over after 5 hours.");
  });
});
