import { splitPort } from "@aisle/runtime/graph/graph";
import type { RunReport, ShelfItem } from "../../api/outputs.ts";
import { ProductsOfNode } from "../../products/drawn-product.tsx";
import { ShelfDialog } from "../../products/shelf-dialog.tsx";
import { nodeTitle } from "../session/canvas-model.ts";
import { useCanvas, useView } from "../session/use-canvas.ts";

/** Every product that came out of a node in the newest run, as a wide shelf. */
export function NodeShelf() {
  const model = useCanvas();
  const node = useView((view) => view.shelfOf);
  const run = useView((view) => view.runs[0]);
  const shelf = node === undefined || run === undefined ? undefined : shelfOf(run, node);
  const close = () => model.view.set({ shelfOf: undefined });
  return (
    <ProductsOfNode value={node}>
      <ShelfDialog
        title={node === undefined ? "" : nodeTitle(model, node)}
        items={shelf?.items}
        of={shelf?.count}
        titleOf={(id) => nodeTitle(model, id)}
        onPick={(item) => {
          close();
          if (node === undefined) return;
          model.view.set({ why: { node, item }, selected: new Set([node]), inspectorOpen: true });
        }}
        onClose={close}
      />
    </ProductsOfNode>
  );
}

/** The products that came out of a node in a run, as far as they are shown, and how many came out. */
export function shelfOf(
  run: RunReport,
  node: string,
): { readonly items: readonly ShelfItem[]; readonly count: number } | undefined {
  for (const [ref, preview] of Object.entries(run.previews)) {
    if (splitPort(ref).node !== node) continue;
    if (preview.kind === "products" || preview.kind === "answer") return preview;
  }
  return undefined;
}
