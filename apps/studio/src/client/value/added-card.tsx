import { Link } from "wouter";
import type { AddedValue } from "../../server/value-types.ts";
import { NumbersButton } from "../experiments/numbers-button.tsx";
import { Card } from "../ui/card.tsx";
import { Chip } from "../ui/chip.tsx";
import { count, percent } from "../ui/format.ts";
import { ScrollBox } from "../ui/scroll-box.tsx";
import style from "./value.module.css";
import { dayLabel, rangeLabel, signedMoney, unitMoney } from "./value-labels.ts";

/** What changes that an experiment measured added since they are live: an estimate, with how it was worked out. */
export function AddedCard({ added }: { readonly added: readonly AddedValue[] }) {
  return (
    <Card
      title="What experiments and rules added"
      flush
      aside={
        <span className="small muted">Estimates: effect on a unit × units since. Returns are not taken off here.</span>
      }
    >
      {added.length === 0 ? (
        <p className={`muted ${style.pad}`}>
          No experiment whose change was shipped reaches into this month. What a rule adds is known once an experiment
          has measured it: “Test this” on any of its settings begins one.
        </p>
      ) : (
        <ScrollBox className={style.table} label="What experiments and rules added">
          <table>
            <thead>
              <tr>
                <th>Change</th>
                <th>Endpoint</th>
                <th>Live since</th>
                <th>Added in this month</th>
              </tr>
            </thead>
            <tbody>
              {added.map((one) => (
                <tr key={one.experimentId}>
                  <td className={style.name}>
                    <Link href={`/experiments/${one.experimentId}`}>{one.name}</Link> {one.isRule && <Chip>Rule</Chip>}
                    {one.changes.map((change) => (
                      <p key={change} className="small muted">
                        {change}
                      </p>
                    ))}
                  </td>
                  <td data-label="Endpoint">/v1/{one.endpoint}</td>
                  <td data-label="Live since">{one.liveSince === null ? "–" : dayLabel(one.liveSince.slice(0, 10))}</td>
                  <td className={style.holdout}>
                    <Amount added={one.added} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </Card>
  );
}

function Amount({ added }: { readonly added: AddedValue["added"] }) {
  if (added.state === "unknown") return <p className="small muted">{added.reason}</p>;
  const { value, perUnit, units } = added;
  return (
    <>
      <p>
        <NumbersButton
          title="Added in this month"
          lines={[
            ["Effect on a unit", unitMoney(perUnit.valueMinor, perUnit.currency)],
            [`Its interval, ${percent(perUnit.level)}`, rangeLabel(perUnit)],
            ["Units of the month since", count(units)],
            ["Effect × units", signedMoney(value.valueMinor, value.currency)],
            ["Interval × units", rangeLabel(value)],
          ]}
          note="Units are worked out from requests; the effect is taken to be what its experiment measured."
        >
          <b>{signedMoney(value.valueMinor, value.currency)}</b>
        </NumbersButton>{" "}
        <span className="muted">({rangeLabel(value)})</span>
      </p>
      <p className="small muted">
        {unitMoney(perUnit.valueMinor, perUnit.currency)} a unit, as its experiment measured, for about {count(units)}{" "}
        units.
      </p>
    </>
  );
}
