import { createElement } from "react";
import type { NodeCatalogue } from "../../api/outputs.ts";

/** A node's icon, drawn from the outlines that came with the node catalogue. */
export function NodeIcon({
  name,
  icons,
  size = 16,
}: {
  readonly name: string | undefined;
  readonly icons: NodeCatalogue["icons"];
  readonly size?: number;
}) {
  const shapes = name === undefined ? undefined : icons[name];
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {shapes === undefined ? (
        <path d="M5 5h14v14H5z" strokeDasharray="3 3" />
      ) : (
        shapes.map(([tag, attributes]) => createElement(tag, { ...attributes, key: JSON.stringify(attributes) }))
      )}
    </svg>
  );
}
