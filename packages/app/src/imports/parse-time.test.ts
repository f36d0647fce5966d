import { expect, it } from "vitest";
import { parseTime } from "./parse-time.ts";

const now = Date.UTC(2026, 0, 1);

it("reads times with and without a zone, dates, and seconds or milliseconds since 1970", () => {
  const noon = Date.UTC(2011, 11, 9, 12, 50);
  for (const text of [
    "2011-12-09 12:50:00",
    "2011-12-09T12:50Z",
    "2011-12-09T14:50:00+02:00",
    "2011-12-09 07:50:00 -0500",
    "12/9/2011 12:50",
    String(noon),
    String(noon / 1000),
  ])
    expect([text, parseTime(text, now)]).toEqual([text, noon]);
  expect(parseTime("2011-12-09", now)).toBe(Date.UTC(2011, 11, 9));
  expect(parseTime("2011-12-09T12:50:00.123Z", now)).toBe(noon + 123);
  expect(parseTime(noon, now)).toBe(noon);
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
    "1889-01-01",
    "2026-01-05",
    null,
    {},
    12,
  ])
    expect([text, parseTime(text, now)]).toEqual([text, undefined]);
  expect(parseTime("2026-01-01T20:00:00Z", now)).toBeDefined();
});
