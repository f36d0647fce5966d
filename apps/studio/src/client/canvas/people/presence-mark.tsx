import { VisuallyHidden } from "@mantine/core";
import { useView } from "../session/use-canvas.ts";
import style from "./people.module.css";
import { personHue } from "./person-hue.ts";

/** A ring and a name on a card that someone else has selected. */
export function PresenceMark({ id }: { readonly id: string }) {
  const here = useView(
    (view) => view.others.filter((one) => one.nodes.includes(id)),
    (a, b) => a.length === b.length && a.every((one, at) => one.tabId === b[at]?.tabId && one.name === b[at]?.name),
  );
  const [first] = here;
  if (first === undefined) return null;
  const names = [...new Set(here.map((one) => one.name))];
  return (
    <span className={style.ring} style={{ borderColor: personHue(first.userId) }}>
      <span
        className={style.name}
        style={{ background: personHue(first.userId) }}
        title={`${names.join(", ")} selected this`}
      >
        <VisuallyHidden>Selected by </VisuallyHidden>
        {names.join(", ")}
      </span>
    </span>
  );
}
