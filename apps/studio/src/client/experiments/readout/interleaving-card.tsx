import type { ExperimentDetail, InterleavingReading } from "../../../server/experiment-types.ts";
import { Card } from "../../ui/card.tsx";
import { count, percent } from "../../ui/format.ts";
import { ScrollBox } from "../../ui/scroll-box.tsx";
import { figure, pLabel } from "../change-label.ts";
import { type NumberLine, NumbersButton } from "../numbers-button.tsx";
import { unitNoun } from "../unit-noun.ts";

/** What a metric's sign test counted, from the units that got shared answers down to its p-value. */
function creditLines(
  { arms, reading, spec }: ExperimentDetail,
  { wins, ties, share, preference, pValue }: InterleavingReading,
): readonly NumberLine[] {
  const decided = arms.reduce((sum, { key }) => sum + (wins[key] ?? 0), 0);
  const second = arms[1];
  // Every unit of an interleaving is in both arms.
  const met = second === undefined ? undefined : reading?.units[second.key];
  return [
    ["Got shared answers", met === undefined ? undefined : count(met)],
    ...arms.map(({ key, name }): NumberLine => [`Won by ${name}`, count(wins[key] ?? 0)]),
    ["Tied", count(ties)],
    ["Decided", count(decided)],
    [
      `Won by ${second?.name}, of those decided`,
      decided === 0 || second === undefined ? undefined : percent((wins[second.key] ?? 0) / decided),
    ],
    [`Interval at ${percent(spec.level)}`, `${percent(share.low ?? 0)} to ${percent(share.high ?? 1)}`],
    [`Preference for ${second?.name}`, figure(preference)],
    ["p, exact", pLabel(pValue)],
  ];
}

const creditNote = (noun: string) =>
  `Won: more different products of that ranking were acted on than of the other. Tied ${noun} acted on as many of either, and do not enter p.`;

/** Which of two rankings that shared answers was preferred, metric by metric. */
export function InterleavingCard({
  detail,
  readings,
}: {
  readonly detail: ExperimentDetail;
  readonly readings: readonly InterleavingReading[];
}) {
  const { arms, spec } = detail;
  const [a, b] = arms;
  const noun = unitNoun(detail);
  const nameOf = (id: string) => spec.metrics.find(({ metric }) => metric.id === id)?.metric.name ?? id;
  if (a === undefined || b === undefined) return null;
  return (
    <Card title="Who won">
      <p className="small soft">
        Both rankings stand in one answer, by team draft. A product that is chosen counts for the ranking that brought
        it; each of the {noun} is one vote, for the ranking whose products it chose more.
      </p>
      {readings.length === 0 && <p>Nothing was chosen from a shared answer yet.</p>}
      {readings.length > 0 && (
        <ScrollBox label="Who won">
          <table>
            <thead>
              <tr>
                <th>Metric</th>
                <th className="right">{a.name} won</th>
                <th className="right">{b.name} won</th>
                <th className="right">Tied</th>
                <th className="right">{b.name} of those decided</th>
                <th className="right">p</th>
              </tr>
            </thead>
            <tbody>
              {readings.map((reading) => {
                const { metric, wins, ties, share, pValue } = reading;
                const behind = (what: string, value: string) => (
                  <NumbersButton
                    title={`${nameOf(metric)}, ${what}`}
                    lines={creditLines(detail, reading)}
                    method="interleavingTest"
                    note={creditNote(noun)}
                  >
                    {value}
                  </NumbersButton>
                );
                return (
                  <tr key={metric}>
                    <td>{nameOf(metric)}</td>
                    {[a, b].map(({ key, name }) => (
                      <td key={key} className="right num" data-label={`${name} won`}>
                        {behind(`won by ${name}`, count(wins[key] ?? 0))}
                      </td>
                    ))}
                    <td className="right num" data-label="Tied">
                      {behind("tied", count(ties))}
                    </td>
                    <td className="right num" data-label={`${b.name} of those decided`}>
                      {behind(
                        `${b.name} of those decided`,
                        `${percent(share.low ?? 0)} to ${percent(share.high ?? 1)}`,
                      )}
                    </td>
                    <td className="right num" data-label="p">
                      {behind(`${b.name} against ${a.name}`, pLabel(pValue))}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </Card>
  );
}
