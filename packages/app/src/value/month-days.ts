// From the year 1900 on: PostgreSQL has no year 0.
const monthPattern = /^(19|[2-9]\d)\d{2}-(0[1-9]|1[0-2])$/;
const maxMonths = 60;

/** Whether a text is a month, `YYYY-MM`, from 1900 on. */
export const isMonth = (text: string): boolean => monthPattern.test(text);

/** The month so many months later, or earlier. */
export function monthAfter(month: string, by: number): string {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + by;
  return `${String(Math.floor(at / 12)).padStart(4, "0")}-${String((at % 12) + 1).padStart(2, "0")}`;
}

/** The first day of a month. */
export const firstDayOf = (month: string): string => `${month}-01`;

/** The latest first, from one month to another, 60 at most. */
export function monthsBetween(first: string, last: string): readonly string[] {
  const months: string[] = [];
  for (let month = last; month >= first && months.length < maxMonths; month = monthAfter(month, -1)) months.push(month);
  return months;
}

/** Days from one to before another, in order. */
export function daysBetween(from: string, until: string): readonly string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at < Date.parse(until); at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}
