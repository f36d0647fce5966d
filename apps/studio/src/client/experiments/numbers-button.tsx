import { Popover } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "wouter";
import style from "./experiments.module.css";

/** A number's name and what it is; a missing one leaves its line away. */
export type NumberLine = readonly [name: string, value: string | undefined];

/** A number that opens the numbers behind it: counts, sums, and the formula with its place in the statistics reference. */
export function NumbersButton({
  children,
  title,
  lines,
  method,
  note,
}: {
  readonly children: ReactNode;
  /** What the number is, as the heading of what opens. */
  readonly title: string;
  readonly lines: readonly NumberLine[];
  /** The function of the statistics reference. */
  readonly method?: string | undefined;
  readonly note?: string | undefined;
}) {
  const shown = lines.filter((line): line is readonly [string, string] => line[1] !== undefined);
  return (
    <Popover position="bottom" withArrow={false} shadow="md" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={style.number} title="The numbers behind it">
          {children}
          <span className="unseen">, numbers behind it</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown className={style.numbers} aria-label={title}>
        <h3>{title}</h3>
        <dl>
          {shown.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="num">{value}</dd>
            </div>
          ))}
        </dl>
        {note !== undefined && <p className="small soft">{note}</p>}
        {method !== undefined && (
          <p className="small">
            <Link href={statisticsHref(method)}>How it is computed: {functionOf(method)}</Link>
          </p>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

/** The name of a function, of whatever path it is given with. */
export function functionOf(method: string): string {
  return method.split(/[/#.: ]/).findLast((part) => part !== "") ?? method;
}

/** Where the statistics reference describes a function. */
export function statisticsHref(method: string): string {
  return `/experiments/statistics#${functionOf(method).toLowerCase()}`;
}
