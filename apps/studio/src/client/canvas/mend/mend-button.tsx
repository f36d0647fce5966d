import type { Mend } from "@aisle/runtime/compile/problem";
import { Button, type ButtonProps } from "@mantine/core";
import { useRef } from "react";
import { useMay } from "../../access/use-may.ts";
import { useFocusAfterRemoval } from "../../ui/use-focus-after-removal.ts";
import type { Refused } from "../session/canvas-view.ts";
import { useCanvas, useView } from "../session/use-canvas.ts";
import { makeMend } from "./make-mend.ts";

/** Makes a mend; while a collection is being rebuilt, no other rebuilding can be asked for. */
export function MendButton({
  mend,
  refused,
  onMade,
  ...look
}: ButtonProps & {
  readonly mend: Mend;
  /** The refused wire that it is for, where the graph does not hold it yet. */
  readonly refused?: Refused;
  /** Called unless the mend waits for its collection. */
  readonly onMade?: () => void;
}) {
  const model = useCanvas();
  const button = useRef<HTMLButtonElement>(null);
  // What it repairs goes, and the button with it.
  useFocusAfterRemoval(button, { like: "[data-quick-fix]", fallback: "canvas" });
  const rebuilding = useView((view) => view.rebuild?.mend.rebuild);
  const mayRebuild = useMay("stock");
  if (!model.canEdit || (mend.rebuild !== undefined && !mayRebuild)) return null;
  const waits = mend.rebuild !== undefined && rebuilding !== undefined;
  return (
    <Button
      ref={button}
      data-quick-fix
      size="xs"
      {...look}
      // Not disabled: the keyboard would lose its place.
      {...(waits ? { "data-disabled": true } : {})}
      aria-disabled={waits}
      onClick={() => {
        if (!waits) makeMend(model, mend, refused);
        if (mend.rebuild === undefined) onMade?.();
      }}
    >
      {mend.title}
    </Button>
  );
}
