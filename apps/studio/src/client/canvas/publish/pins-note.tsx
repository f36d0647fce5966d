import { counted } from "../../ui/format.ts";
import { useGraph } from "../session/use-canvas.ts";

/** Says that what is pinned in the draft stays there: a version never answers with a pinned sample. */
export function PinsNote() {
  const pins = useGraph((graph) => graph.pins?.length ?? 0);
  if (pins === 0) return null;
  return (
    <p className="small muted">
      {counted(pins, "pinned sample")} {pins === 1 ? "stays" : "stay"} in the draft. The version runs every step and
      uses none of them.
    </p>
  );
}
