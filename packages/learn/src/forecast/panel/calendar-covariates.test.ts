import { describe, expect, it } from "vitest";
import { calendarCovariates, easterSunday } from "./calendar-covariates.ts";

describe("calendar covariates", () => {
  it("knows Easter", () => {
    // U.S. Naval Observatory, dates of Easter.
    const known = {
      1990: "04-15",
      2000: "04-23",
      2008: "03-23",
      2019: "04-21",
      2024: "03-31",
      2025: "04-20",
      2038: "04-25",
    };
    for (const [year, date] of Object.entries(known))
      expect(new Date(easterSunday(Number(year))).toISOString().slice(0, 10)).toBe(`${year}-${date}`);
  });

  it("numbers days, weeks and months", () => {
    const days = calendarCovariates("2024-12-29", "day", 4);
    expect([...days["day of week"]!]).toEqual([6, 0, 1, 2]);
    expect([...days["week of year"]!]).toEqual([52, 1, 1, 1]);
    expect([...days["days from Christmas"]!]).toEqual([4, 5, 6, 7]);
    const weeks = calendarCovariates("2025-04-07", "week", 3);
    expect([...weeks["days from Easter"]!]).toEqual([-13, -6, 1]);
    expect(Object.keys(weeks)).not.toContain("day of week");
    expect([...calendarCovariates("2024-01-31", "month", 4).month!]).toEqual([1, 2, 3, 4]);
    expect(() => calendarCovariates("31.1.2024", "day", 1)).toThrow(/must be a date/);
  });
});
