import type { QuickFix } from "@aisle/runtime/compile/problem";
import { Button, type ButtonProps } from "@mantine/core";
import { useRef } from "react";
import { useMay } from "../../access/use-may.ts";
import { useFocusAfterRemoval } from "../../ui/use-focus-after-removal.ts";
import type { Refused } from "../session/canvas-view.ts";
import { useCanvas, useView } from "../session/use-canvas.ts";
import { applyQuickFix } from "./apply-quick-fix.ts";

/** Makes a quick fix; while a collection is being rebuilt, no other rebuilding can be asked for. */
export function QuickFixButton({
  quickFix,
  refused,
  onMade,
  ...styling
}: ButtonProps & {
  readonly quickFix: QuickFix;
  /** The refused wire that it is for, where the graph does not hold it yet. */
  readonly refused?: Refused;
  /** Called unless the quick fix waits for its collection. */
  readonly onMade?: () => void;
}) {
  const model = useCanvas();
  const button = useRef<HTMLButtonElement>(null);
  // What it repairs goes, and the button with it.
  useFocusAfterRemoval(button, { like: "[data-quick-fix]", fallback: "canvas" });
  const rebuilding = useView((view) => view.rebuild?.quickFix.rebuild);
  const mayRebuild = useMay("stock");
  if (!model.canEdit || (quickFix.rebuild !== undefined && !mayRebuild)) return null;
  const waits = quickFix.rebuild !== undefined && rebuilding !== undefined;
  return (
    <Button
      ref={button}
      data-quick-fix
      size="xs"
      {...styling}
      // Not disabled: the keyboard would lose its place.
      {...(waits ? { "data-disabled": true } : {})}
      aria-disabled={waits}
      onClick={() => {
        if (!waits) applyQuickFix(model, quickFix, refused);
        if (quickFix.rebuild === undefined) onMade?.();
      }}
    >
      {quickFix.title}
    </Button>
  );
}
