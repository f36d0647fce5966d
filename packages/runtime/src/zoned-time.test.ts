import { expect, it } from "vitest";
import { isTimeZone, ZoneClock } from "./zoned-time.ts";

const berlin = new ZoneClock("Europe/Berlin");
const local = (text: string) => Date.parse(`${text}Z`);

it("knows what a local time means, in winter and in summer", () => {
  expect(berlin.instant(local("2026-01-15T12:00:00"))).toEqual({ at: Date.parse("2026-01-15T12:00:00+01:00") });
  expect(berlin.instant(local("2026-07-15T12:00:00"))).toEqual({ at: Date.parse("2026-07-15T12:00:00+02:00") });
  expect(new ZoneClock("America/New_York").instant(local("2026-07-15T12:00:00"))).toEqual({
    at: Date.parse("2026-07-15T12:00:00-04:00"),
  });
  expect(new ZoneClock("Asia/Kolkata").instant(local("2026-07-15T12:00:00"))).toEqual({
    at: Date.parse("2026-07-15T12:00:00+05:30"),
  });
  expect(new ZoneClock("UTC").instant(5)).toEqual({ at: 5 });
  expect(new ZoneClock("Nowhere/Town").instant(5)).toEqual({ at: 5 });
});

it("takes the earlier of two instants, moves a skipped time forward, and says so", () => {
  expect(berlin.instant(local("2026-10-25T02:30:00"))).toEqual({
    at: Date.parse("2026-10-25T02:30:00+02:00"),
    doubt: "twice",
  });
  expect(berlin.instant(local("2026-10-25T03:00:00"))).toEqual({ at: Date.parse("2026-10-25T03:00:00+01:00") });
  expect(berlin.instant(local("2026-03-29T02:30:00"))).toEqual({
    at: Date.parse("2026-03-29T03:30:00+02:00"),
    doubt: "skipped",
  });
  expect(berlin.instant(local("2026-03-29T03:00:00"))).toEqual({ at: Date.parse("2026-03-29T03:00:00+02:00") });
  // Lord Howe's clocks go by half an hour.
  expect(new ZoneClock("Australia/Lord_Howe").instant(local("2026-04-05T01:45:00")).doubt).toBe("twice");
});

it("gives back every local time that a zone shows", () => {
  for (const zone of ["Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Asia/Kathmandu", "Australia/Lord_Howe"]) {
    const clock = new ZoneClock(zone);
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 7_333_333) {
      const back = clock.instant(at + clock.offset(at));
      expect([zone, back.doubt === "twice" ? at : back.at]).toEqual([zone, at]);
      expect(back.doubt).not.toBe("skipped");
    }
  }
});

it("begins steps of time by the local clock", () => {
  const day = 86_400_000;
  expect(berlin.startOfStep(Date.parse("2026-07-15T00:30:00+02:00"), day)).toBe(
    Date.parse("2026-07-15T00:00:00+02:00"),
  );
  expect(new ZoneClock("Asia/Kolkata").startOfStep(Date.parse("2026-07-15T10:10:00+05:30"), 3_600_000)).toBe(
    Date.parse("2026-07-15T10:00:00+05:30"),
  );
});

it("reports zones from other texts", () => {
  for (const name of ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"]) expect(isTimeZone(name)).toBe(true);
  for (const name of ["", "Berlin", "+02:00", "Europe/Berlin; drop"]) expect(isTimeZone(name)).toBe(false);
});
