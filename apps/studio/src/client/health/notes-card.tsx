import type { SubjectDetail } from "../api/outputs.ts";
import { Card } from "../ui/card.tsx";
import style from "./health.module.css";

/** What is not judged, and why. */
export function NotesCard({ notes }: { readonly notes: SubjectDetail["notes"] }) {
  if (notes.length === 0) return null;
  return (
    <Card title="Not judged" aside={<span className="small soft num">{notes.length}</span>}>
      <ul className={style.notes}>
        {notes.map(({ monitor, statement }) => (
          <li key={`${monitor} ${statement}`} className="small soft">
            {statement}
          </li>
        ))}
      </ul>
    </Card>
  );
}
