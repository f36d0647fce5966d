import type { SubjectHealth } from "../api/outputs.ts";
import style from "./health.module.css";

/** Thirty windows as cells, the last one at the right; what each shows is in its title and in the sentence for screen readers. */
export function HealthStrip({ days, timeZone }: { readonly days: SubjectHealth["days"]; readonly timeZone: string }) {
  const changed = days.filter((day) => day.changed !== null && day.changed > 0);
  const judged = days.filter((day) => day.changed !== null).length;
  const label =
    judged === 0
      ? "No day could be judged yet."
      : `${changed.length} of the last ${judged} days with a monitor beyond its limit${
          changed.length === 0 ? "" : `, last on ${dayText(changed.at(-1)!.to, timeZone)}`
        }.`;
  return (
    <span className={style.strip} role="img" aria-label={label}>
      {days.map(({ to, changed: count }) => (
        <i
          key={to}
          data-level={count === null ? "none" : count === 0 ? "quiet" : count < 3 ? "some" : "many"}
          title={`${dayText(to, timeZone)}: ${count === null ? "not judged" : `${count} beyond their limit`}`}
        />
      ))}
    </span>
  );
}

/** The day that a window ends on, such as "Tue 18 Nov". */
export function dayText(at: string, timeZone: string): string {
  return new Date(Date.parse(at) - 1).toLocaleDateString("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone,
  });
}
