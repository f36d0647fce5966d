import { Button } from "@mantine/core";
import { useState } from "react";
import { count } from "../ui/format.ts";
import style from "./catalogue.module.css";

interface Facet {
  /** The value itself. */
  readonly name: string;
  /** How it is shown, when not as it is. */
  readonly title?: string;
  readonly count: number;
}

const few = 8;

/** The values of one field with how many products each has; choosing the chosen one again lets it go. */
export function FacetList({
  title,
  facets,
  chosen,
  onChoose,
}: {
  readonly title: string;
  readonly facets: readonly Facet[];
  readonly chosen: string | undefined;
  readonly onChoose: (name: string | undefined) => void;
}) {
  const [all, setAll] = useState(false);
  if (facets.length === 0) return null;
  const shown = all ? facets : facets.filter((facet, at) => at < few || facet.name === chosen);
  return (
    <fieldset>
      <legend>{title}</legend>
      {shown.map((facet) => (
        <button
          key={facet.name}
          type="button"
          className={style.facet}
          aria-pressed={chosen === facet.name}
          onClick={() => onChoose(chosen === facet.name ? undefined : facet.name)}
        >
          <span className="grow clip">{facet.title ?? facet.name}</span>
          <span className="muted num">{count(facet.count)}</span>
        </button>
      ))}
      {facets.length > few && (
        <Button size="xs" variant="subtle" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? "Fewer" : `All ${facets.length}`}
        </Button>
      )}
    </fieldset>
  );
}
