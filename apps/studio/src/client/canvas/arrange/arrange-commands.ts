import type { ArrangeActions } from "./arrange-actions.ts";

/** Aligning and spreading, as the toolbar of the selection and the palette of commands offer them. */
export function arrangeCommands(
  actions: Pick<ArrangeActions, "align" | "spread">,
): readonly { readonly title: string; readonly run: () => void }[] {
  return [
    { title: "Align left", run: () => actions.align("left") },
    { title: "Align centres", run: () => actions.align("centre") },
    { title: "Align right", run: () => actions.align("right") },
    { title: "Align tops", run: () => actions.align("top") },
    { title: "Align middles", run: () => actions.align("middle") },
    { title: "Align bottoms", run: () => actions.align("bottom") },
    { title: "Spread evenly across", run: () => actions.spread("across") },
    { title: "Spread evenly down", run: () => actions.spread("down") },
  ];
}
