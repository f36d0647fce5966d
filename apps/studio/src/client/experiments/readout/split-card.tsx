import type { BanditWeights, ExperimentDetail, Reading } from "../../../server/experiment-types.ts";
import { Card } from "../../ui/card.tsx";
import { percent } from "../../ui/format.ts";
import { ScrollBox } from "../../ui/scroll-box.tsx";
import { figure } from "../change-label.ts";
import { type NumberLine, NumbersButton } from "../numbers-button.tsx";
import { armFill } from "./arm-fill.ts";
import style from "./readout.module.css";

/** What the chance to be the best one was drawn from. */
function chanceLines(posterior: BanditWeights["posterior"], key: string): readonly NumberLine[] {
  const of = posterior.find(({ arm }) => arm === key);
  if (of === undefined) return [];
  return [
    ["Units, weighted by their odds", figure(of.effectiveUnits)],
    ["Mean", figure(of.mean)],
    ["Standard error", figure(of.standardError)],
    ["Chance to be the best", percent(of.chanceBest)],
  ];
}

/** How a bandit split its units over time, and how likely each arm was the best one when it did. */
export function SplitCard({
  detail,
  reading,
}: {
  readonly detail: ExperimentDetail;
  readonly reading: Reading | null;
}) {
  const { arms, startedAt, weights } = detail;
  const first = { at: startedAt, weights: Object.fromEntries(arms.map(({ key, weight }) => [key, weight])) };
  const rows = [
    ...weights
      .toReversed()
      .map(({ at, weights: by, posterior }) => ({ at: new Date(at).toISOString(), by, posterior })),
    { at: first.at, by: first.weights, posterior: [] },
  ];
  const waiting = reading?.bandit?.waiting;
  return (
    <Card title="Split over time">
      <p className="small soft">
        A bandit: the split follows how likely each arm is the best one, and units are weighted by the odds that they
        had. Beside each share stands how likely the arm was the best one (“best”). It is read as a test would be, with
        wider intervals for arms that got little.
      </p>
      {waiting !== undefined && <p className="small">{waiting}</p>}
      <ScrollBox className={style.days} label="Split over time">
        <table>
          <thead>
            <tr>
              <th>Since</th>
              {arms.map(({ key, name }) => (
                <th key={key} className="right">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ at, by, posterior }) => (
              <tr key={at ?? "start"}>
                <td>
                  {at === null
                    ? "The start"
                    : new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" })}
                  <span className={style.split} aria-hidden>
                    {arms.map(({ key }, arm) => (
                      <i key={key} style={{ flexGrow: by[key] ?? 0, background: armFill(arm) }} />
                    ))}
                  </span>
                </td>
                {arms.map(({ key, name }) => {
                  const chance = posterior.find(({ arm }) => arm === key)?.chanceBest;
                  return (
                    <td key={key} className="right num" data-label={name}>
                      {percent(by[key] ?? 0)}
                      {chance !== undefined && (
                        <>
                          {" "}
                          <span className={`small muted ${style.chance}`}>
                            best:{" "}
                            <NumbersButton
                              title={`${name}, the best arm?`}
                              lines={chanceLines(posterior, key)}
                              method="chanceBest"
                            >
                              {percent(chance)}
                            </NumbersButton>
                          </span>
                        </>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </Card>
  );
}
