import { Link } from "wouter";
import type { SubjectHealth } from "../api/outputs.ts";
import { Card } from "../ui/card.tsx";
import { count } from "../ui/format.ts";
import ui from "../ui/ui.module.css";
import style from "./health.module.css";
import { HealthStrip } from "./health-strip.tsx";
import { StateWord, subjectPath } from "./health-words.tsx";

/** Endpoints or events, a row each, with the strip of their last thirty days. */
export function SubjectsCard({
  title,
  noun,
  subjects,
  timeZone,
}: {
  readonly title: string;
  readonly noun: string;
  readonly subjects: readonly SubjectHealth[];
  readonly timeZone: string;
}) {
  if (subjects.length === 0) return null;
  return (
    <Card title={title} flush>
      <div className={ui.scroll} style={{ padding: "0 8px 8px" }}>
        <table aria-label={title}>
          <thead>
            <tr>
              <th>Name</th>
              <th>State</th>
              <th>Last 30 days</th>
              <th className="right">{noun.charAt(0).toUpperCase() + noun.slice(1)}, 24 h</th>
              <th className="right">Usual</th>
              <th className="right">Monitors</th>
            </tr>
          </thead>
          <tbody>
            {subjects.map((subject) => (
              <tr key={subject.name}>
                <td className={style.subject}>
                  <Link href={subjectPath(subject)}>{subject.title}</Link>
                  {subject.kind === "endpoint" && <p className="small muted">/v1/{subject.name}</p>}
                </td>
                <td>
                  <StateWord {...subject} />
                </td>
                <td data-label="30 days">
                  <HealthStrip days={subject.days} timeZone={timeZone} />
                </td>
                <td className="right" data-label={noun}>
                  {count(subject.rows)}
                </td>
                <td className="right" data-label="Usual">
                  {subject.usualRows === null ? "–" : count(subject.usualRows)}
                </td>
                <td className="right" data-label="Monitors">
                  {count(subject.watched)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
