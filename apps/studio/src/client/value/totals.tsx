import type { ReactNode } from "react";
import type { Estimate, ValueMonth } from "../../server/value-types.ts";
import { NumbersButton } from "../experiments/numbers-button.tsx";
import { count, percent } from "../ui/format.ts";
import style from "./value.module.css";
import { moneysLabel, monthLabel, rangeLabel, signedMoney, sinceBefore } from "./value-labels.ts";

/** The month in a row of numbers, each with what it is compared with. */
export function Totals({ value }: { readonly value: ValueMonth }) {
  const { total, before, endpoints, isOver, timeZone } = value;
  const last = monthLabel(monthBefore(value.month));
  const earned = endpoints.flatMap(({ holdout }) => (holdout.state === "measured" ? [holdout.earned] : []));
  const heldOut = endpoints.filter(({ setting }) => setting !== null).length;
  return (
    <section aria-label={`${monthLabel(value.month)} in numbers`}>
      <dl className={style.totals}>
        <Total name="Requests" value={count(total.requests)}>
          {sinceBefore(total.requests, before.requests, last)}
        </Total>
        <Total name="Answered as drawn" value={total.requests === 0 ? "–" : percent(total.answered / total.requests)}>
          {count(total.fellBack)} fell back, {count(total.failed)} failed
        </Total>
        <Total name="Orders after an answer" value={count(total.orders)}>
          {sinceBefore(total.orders, before.orders, last)}
        </Total>
        <Total
          name="Revenue after an answer"
          value={
            <NumbersButton
              title="Revenue after an answer"
              lines={[
                ["Orders that name an answer", count(total.orders)],
                ["Worth, less what came back", moneysLabel(total.revenue)],
                ["Orders of which something came back", count(total.returns)],
                ["What came back", moneysLabel(total.returned)],
                ["In the month before", moneysLabel(before.revenue)],
              ]}
              note="Orders count by their message, once; one that names answers of two endpoints counts for each."
            >
              {moneysLabel(total.revenue)}
            </NumbersButton>
          }
        >
          attributed, not caused;{" "}
          {total.returns === 0
            ? "nothing came back yet"
            : `${moneysLabel(total.returned)} of ${count(total.returns)} ${total.returns === 1 ? "order" : "orders"} came back and ${total.returns === 1 ? "is" : "are"} taken off`}
        </Total>
        <Total name="Earned over holdouts" value={earned.length === 0 ? "Not measured" : <Earned all={earned} />}>
          {earned.length > 0
            ? `95 % interval below; ${count(earned.length)} of ${count(endpoints.length)} endpoints measured`
            : heldOut === 0
              ? "nobody is held out, so no uplift is claimed"
              : "the holdout says nothing yet"}
        </Total>
      </dl>
      <p className="small muted">
        Days in the time zone {timeZone}
        {isOver ? "" : ", up to today"}. An order counts for an endpoint when its event carries the id of one of its
        answers. What of it comes back is taken off on the day of the order, so a month can still fall.
      </p>
    </section>
  );
}

/** One endpoint's estimate with its range; several stand one below the other, since their shoppers may be the same. */
function Earned({ all }: { readonly all: readonly Estimate[] }) {
  return (
    <>
      {all.map((one) => (
        <span key={`${one.currency} ${one.valueMinor}`} className={style.earned}>
          {signedMoney(one.valueMinor, one.currency)}
          <span className="small muted">{rangeLabel(one)}</span>
        </span>
      ))}
    </>
  );
}

function Total({
  name,
  value,
  children,
}: {
  readonly name: string;
  readonly value: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={style.figure}>{value}</dd>
      <dd className="small muted">{children}</dd>
    </div>
  );
}

function monthBefore(month: string): string {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 2;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`;
}
