import type { Mend } from "@aisle/runtime/compile/problem";
import { Button, type ButtonProps } from "@mantine/core";
import { useMay } from "../../access/use-may.ts";
import { useCanvas, useView } from "../session/canvas-model.ts";
import { makeMend } from "./make-mend.ts";

/** Makes a mend; while a collection is being rebuilt, no other rebuilding can be asked for. */
export function MendButton({
  mend,
  refusal,
  onMade,
  ...look
}: ButtonProps & {
  readonly mend: Mend;
  /** The refused wire that it is for, where the graph does not hold it yet. */
  readonly refusal?: string;
  /** Called unless the mend waits for its collection. */
  readonly onMade?: () => void;
}) {
  const model = useCanvas();
  const rebuilding = useView((view) => view.rebuild?.mend.rebuild);
  const mayRebuild = useMay("stock");
  if (mend.rebuild !== undefined && !mayRebuild) return null;
  return (
    <Button
      size="xs"
      {...look}
      disabled={mend.rebuild !== undefined && rebuilding !== undefined}
      onClick={() => {
        makeMend(model, mend, refusal);
        if (mend.rebuild === undefined) onMade?.();
      }}
    >
      {mend.title}
    </Button>
  );
}
