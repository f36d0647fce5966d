import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { RunReport, ShelfItem } from "../../api/outputs.ts";
import { trpc } from "../../api/trpc.ts";
import { keyLabel } from "../../ui/key-label.ts";
import { ProductPicker } from "../../why/product-picker.tsx";
import { StoryView } from "../../why/story-view.tsx";
import { useCanvas, useView } from "../session/use-canvas.ts";

/** Asks why any product of the catalogue is shown in the newest run, or why it is not. */
export function WhyDialog({ onGo }: { readonly onGo: (node: string) => void }) {
  const model = useCanvas();
  const opened = useView((view) => view.asking);
  const close = () => model.view.set({ asking: false, askedProduct: undefined });
  return (
    <Modal opened={opened} onClose={close} title="Why this product" size={520}>
      {opened && (
        <Asked
          onGo={(node) => {
            close();
            onGo(node);
          }}
        />
      )}
    </Modal>
  );
}

function Asked({ onGo }: { readonly onGo: (node: string) => void }) {
  const model = useCanvas();
  const run = useView((view) => view.runs[0]);
  const chosen = useView((view) => (view.selected.size === 1 ? [...view.selected][0] : undefined));
  const [asked, setAsked] = useState<string | undefined>(model.view.get().askedProduct);
  const why = useQuery(
    trpc.runData.why.queryOptions(
      { pipelineId: model.pipelineId, runId: run?.runId ?? "", productId: asked ?? "" },
      { enabled: run !== undefined && asked !== undefined, staleTime: Number.POSITIVE_INFINITY },
    ),
  );
  if (run === undefined)
    return <p>Run the pipeline first ({keyLabel("⌘↵")}): then every product can be asked about.</p>;
  return (
    <>
      <ProductPicker label="Which product?" near={nearOf(run, chosen)} onPick={setAsked} />
      {asked !== undefined && <StoryView story={why.data} error={why.error} onGo={onGo} />}
    </>
  );
}

/** Products of the chosen node, else of the answer. */
function nearOf(run: RunReport, chosen: string | undefined): readonly ShelfItem[] {
  const previews = Object.entries(run.previews);
  const ofChosen = previews.find(
    ([ref, preview]) => ref.startsWith(`${chosen}.`) && (preview.kind === "products" || preview.kind === "answer"),
  );
  const [, preview] = ofChosen ?? previews.find(([, one]) => one.kind === "answer") ?? [];
  return preview?.kind === "products" || preview?.kind === "answer" ? preview.items : [];
}
