import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "wouter";
import type { ChangeRow } from "../api/outputs.ts";
import { Card } from "../ui/card.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import style from "./health.module.css";
import { subjectPath, sureText } from "./health-words.tsx";

const shownAtFirst = 8;

/** What changed when, of all that is watched: the surest and largest first. */
export function ChangesCard({ changes }: { readonly changes: readonly ChangeRow[] }) {
  const [all, setAll] = useState(false);
  if (changes.length === 0)
    return (
      <Card>
        <p className={style.steady}>
          <IconCheck size={20} stroke={2} aria-hidden />
          Nothing changed beyond what is usual.
        </p>
      </Card>
    );
  const shown = all ? changes : changes.slice(0, shownAtFirst);
  return (
    <Card title="What changed" aside={<span className="small soft num">{changes.length}</span>} flush>
      <ul className={style.changes}>
        {shown.map(({ kind, name, title, monitor, statement, since, pValue, ratio }) => (
          <li key={`${kind} ${name} ${monitor}`}>
            <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
            <div>
              <Link href={subjectPath({ kind, name }, monitor)}>{statement}</Link>
              <p className="small soft">
                {title}, since <RelativeTime at={since} />
              </p>
            </div>
            <span className={`small soft num ${style.sure}`}>
              {sureText(pValue)}, {ratio >= 10 ? Math.round(ratio) : ratio.toFixed(1)} × limit
            </span>
          </li>
        ))}
      </ul>
      {changes.length > shownAtFirst && (
        <div className={style.more}>
          <Button size="xs" variant="subtle" color="gray" onClick={() => setAll(!all)}>
            {all ? "Show fewer" : `Show all ${changes.length}`}
          </Button>
        </div>
      )}
    </Card>
  );
}
