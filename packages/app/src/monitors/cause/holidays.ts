import { ZoneClock } from "@aisle/runtime/zoned-time";
import Holidays from "date-holidays";

const dayMs = 86_400_000;

/** Public holidays of a country between two moments, each from its local midnight to the next; none for an unknown country. */
export function holidaysOf(
  country: string | undefined,
  timeZone: string,
  from: number,
  to: number,
): readonly { readonly name: string; readonly from: number; readonly to: number }[] {
  if (country === undefined) return [];
  const calendar = new Holidays(country.toUpperCase(), { languages: "en" });
  if (calendar.getCountries()[country.toUpperCase()] === undefined) return [];
  const clock = new ZoneClock(timeZone);
  const years = new Set([from, to].map((at) => new Date(at).getUTCFullYear()));
  return [...years]
    .flatMap((year) => calendar.getHolidays(year))
    .filter(({ type }) => type === "public")
    .flatMap(({ name, date }) => {
      const local = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
      const start = local - clock.offset(local - clock.offset(local));
      return start + dayMs > from && start < to ? [{ name, from: start, to: start + dayMs }] : [];
    });
}
