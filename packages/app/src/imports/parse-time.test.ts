import { ZoneClock } from "@aisle/runtime/zoned-time";
import { expect, it } from "vitest";
import { FileTimes, parseTime } from "./parse-time.ts";

const utc = new ZoneClock("UTC");
const read = (value: unknown) => parseTime(value, utc)?.at;

it("reads times with and without a zone, dates, and numbers since 1970 by their size", () => {
  const noon = Date.UTC(2011, 11, 9, 12, 50);
  for (const text of [
    "2011-12-09 12:50:00",
    "2011-12-09T12:50Z",
    "2011-12-09T14:50:00+02:00",
    "2011-12-09T14:50:00+02",
    "2011-12-09 07:50:00 -0500",
    "20111209T125000Z",
    "12/9/2011 12:50",
    String(noon),
    String(noon / 1000),
    `${noon}000`,
    `${noon}000000`,
  ])
    expect([text, read(text)]).toEqual([text, noon]);
  expect(read("2011-12-09")).toBe(Date.UTC(2011, 11, 9));
  expect(read("2011-12-08T24:00:00Z")).toBe(Date.UTC(2011, 11, 9));
  expect(read("2011-12-08T23:59:60Z")).toBe(Date.UTC(2011, 11, 9));
  expect(read("2011-12-09T12:50:00.123Z")).toBe(noon + 123);
  expect(read(`${noon / 1000}.123`)).toBe(noon + 123);
  expect(read(noon)).toBe(noon);
  expect(read(noon * 1000)).toBe(noon);
});

it("refuses what is no time, days that do not exist, and times that cannot be meant", () => {
  for (const text of [
    "",
    "yesterday",
    "2011-02-30",
    "2011-13-01",
    "31/12/2011",
    "9.12.2011",
    "2011-12-09 25:00:00",
    "2011-12-09 24:00:01",
    "2011-12-09 12:60:00",
    "2011-W47-5",
    null,
    {},
    Number.NaN,
  ])
    expect([text, read(text)]).toEqual([text, undefined]);
  const times = new FileTimes("UTC", () => undefined);
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  for (const text of ["1889-01-01", 12, inDays(2)]) expect(times.read(text)).toBeUndefined();
  expect(times.read(inDays(0.9))).toBeDefined();
  expect(new FileTimes("UTC", () => undefined, { future: true }).read(inDays(90))).toBeDefined();
});

it("reads times without a zone by the clocks of the workspace, and counts the doubtful ones", () => {
  const doubts: string[] = [];
  const times = new FileTimes("Europe/Berlin", (doubt) => doubts.push(doubt));
  const iso = (value: string) => new Date(times.read(value)!).toISOString();
  expect(iso("2025-07-15 12:00:00")).toBe("2025-07-15T10:00:00.000Z");
  expect(iso("7/15/2025 00:00")).toBe("2025-07-14T22:00:00.000Z");
  expect(iso("2025-07-15")).toBe("2025-07-14T22:00:00.000Z");
  expect(iso("2025-10-26T02:30:00+02:00")).toBe("2025-10-26T00:30:00.000Z");
  expect(iso("2025-10-26T02:30:00+01:00")).toBe("2025-10-26T01:30:00.000Z");
  expect(doubts).toEqual([]);
  expect(iso("2025-10-26T02:30:00")).toBe("2025-10-26T00:30:00.000Z");
  expect(iso("2025-03-30T02:30:00")).toBe("2025-03-30T01:30:00.000Z");
  expect(doubts).toEqual(["twice", "skipped"]);
});
