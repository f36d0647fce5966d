import type { ExperimentDetail, InterleavingReading } from "../../../server/experiment-types.ts";
import { Card } from "../../ui/card.tsx";
import { count, percent } from "../../ui/format.ts";
import { ScrollBox } from "../../ui/scroll-box.tsx";
import { figure, pLabel } from "../change-label.ts";
import { NumbersButton } from "../numbers-button.tsx";
import { unitNoun } from "../unit-noun.ts";

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
              {readings.map(({ metric, wins, ties, share, preference, pValue }) => (
                <tr key={metric}>
                  <td>{nameOf(metric)}</td>
                  <td className="right num" data-label={`${a.name} won`}>
                    {count(wins[a.key] ?? 0)}
                  </td>
                  <td className="right num" data-label={`${b.name} won`}>
                    {count(wins[b.key] ?? 0)}
                  </td>
                  <td className="right num" data-label="Tied">
                    {count(ties)}
                  </td>
                  <td className="right num" data-label={`${b.name} of those decided`}>
                    {percent(share.low ?? 0)} to {percent(share.high ?? 1)}
                  </td>
                  <td className="right num" data-label="p">
                    <NumbersButton
                      title={`${nameOf(metric)}, ${b.name} against ${a.name}`}
                      lines={[
                        [`Won by ${a.name}`, count(wins[a.key] ?? 0)],
                        [`Won by ${b.name}`, count(wins[b.key] ?? 0)],
                        ["Tied", count(ties)],
                        [`Preference for ${b.name}`, figure(preference)],
                        ["p, exact", pLabel(pValue)],
                      ]}
                      method="interleavingTest"
                    >
                      {pLabel(pValue)}
                    </NumbersButton>
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
