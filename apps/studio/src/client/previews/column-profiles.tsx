import type { TablePreview } from "../api/outputs.ts";
import { percent } from "../ui/format.ts";
import style from "./data-previews.module.css";

type Profile = TablePreview["profiles"][number];

const shown = (profile: Profile, value: number) =>
  profile.type === "date"
    ? new Date(value).toISOString().slice(0, 10)
    : value.toLocaleString("en", { maximumSignificantDigits: 4 });

/** What each column of a table holds: its kind, what is missing, how many differ, and its range or its most frequent values. */
export function ColumnProfiles({ profiles }: { readonly profiles: readonly Profile[] }) {
  return (
    <ul className={style.profiles} aria-label="Columns">
      {profiles.map((profile) => (
        <li key={profile.name}>
          <div className={style.profileHead}>
            <b className="clip" title={profile.name}>
              {profile.name}
            </b>
            <span>
              {profile.type}, {profile.distinct.toLocaleString("en")} different
              {profile.missing > 0 && `, ${percent(profile.missing)} missing`}
            </span>
          </div>
          {profile.range !== undefined && (
            <div className={style.range}>
              <Histogram bins={profile.range.bins} name={profile.name} />
              <span>{shown(profile, profile.range.min)}</span>
              <span title="the middle">{shown(profile, profile.range.median)}</span>
              <span>{shown(profile, profile.range.max)}</span>
            </div>
          )}
          {profile.top !== undefined && (
            <p className={`${style.top} clip`} title={topLabel(profile.top)}>
              {topLabel(profile.top)}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

const topLabel = (top: NonNullable<Profile["top"]>) => top.map(({ value, count }) => `${value} ${count}`).join(" · ");

function Histogram({ bins, name }: { readonly bins: readonly number[]; readonly name: string }) {
  const max = Math.max(1, ...bins);
  const bars = bins.map((count, at) => ({ x: at * 10, height: (count / max) * 24 }));
  return (
    <svg viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label={`How the values of ${name} spread`}>
      {bars.map(({ x, height }) => (
        <rect key={x} x={x} y={24 - height} width="9" height={height} fill="var(--t-table)" />
      ))}
    </svg>
  );
}
