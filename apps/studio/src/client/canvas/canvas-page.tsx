import "./zod-without-code.ts";
// Before every style of our own, which refines it.
import "@xyflow/react/dist/base.css";
import type { Facts } from "@aisle/runtime/compile/facts";
import type { Graph } from "@aisle/runtime/graph/graph";
import { Skeleton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { useMay, usePerson } from "../access/use-may.ts";
import type { AboutPipeline, Draft, NodeCatalogue } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { TopBar } from "../frame/top-bar.tsx";
import { OfferOfProducts } from "../products/drawn-product.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Page } from "../ui/page.tsx";
import { CanvasWorkspace } from "./canvas-workspace.tsx";
import style from "./panels/panels.module.css";
import { joinPresence } from "./people/join-presence.ts";
import { canvasOffers } from "./rules/product-offers.ts";
import { canvasMemory, rememberedView, showEarlier } from "./session/canvas-memory.ts";
import { type CanvasModel, createCanvasModel } from "./session/canvas-model.ts";
import { openSession } from "./session/open-session.ts";
import { CanvasModelProvider } from "./session/use-canvas.ts";

/** The canvas of one pipeline: loads draft, node catalogue and facts, then opens the editing session. */
export function CanvasPage({ pipelineId }: { readonly pipelineId: string }) {
  const [opening, setOpening] = useState(0);
  const draft = useQuery(
    trpc.drafts.open.queryOptions(
      { pipelineId },
      { staleTime: Number.POSITIVE_INFINITY, gcTime: 0, refetchOnMount: "always" },
    ),
  );
  const catalogue = useQuery(trpc.nodes.catalogue.queryOptions(undefined, { staleTime: 300_000 }));
  const facts = useQuery(trpc.nodes.facts.queryOptions(undefined, { staleTime: 60_000 }));
  const failed = [draft, catalogue, facts].find((query) => query.isLoadingError);
  if (failed !== undefined) {
    return (
      <Page>
        <TopBar crumbs={[{ title: "Pipelines", href: "/pipelines" }, { title: "Cannot be opened" }]} />
        <ErrorNote error={failed.error} onRetry={() => void failed.refetch()} />
      </Page>
    );
  }
  if (draft.data === undefined || draft.isFetching || catalogue.data === undefined || facts.data === undefined) {
    return <CanvasSkeleton />;
  }
  return (
    <OpenCanvas
      key={`${opening}-${draft.dataUpdatedAt}`}
      draft={draft.data}
      catalogue={catalogue.data}
      facts={facts.data as Facts}
      onReopen={() => {
        setOpening((count) => count + 1);
        void draft.refetch();
      }}
    />
  );
}

function OpenCanvas({
  draft,
  catalogue,
  facts,
  onReopen,
}: {
  readonly draft: Draft;
  readonly catalogue: NodeCatalogue;
  readonly facts: Facts;
  readonly onReopen: () => void;
}) {
  const [model, setModel] = useState<CanvasModel>();
  const [about, setAbout] = useState<AboutPipeline>();
  const queries = useQueryClient();
  const canEdit = useMay("edit");
  const person = usePerson();
  const reopen = useRef(onReopen);
  reopen.current = onReopen;
  const known = useRef(facts);
  known.current = facts;
  useEffect(() => {
    const memory = canvasMemory(person, draft.pipelineId);
    const earlier = memory.recall();
    let isWhole = true;
    const opened = openSession(
      draft,
      () => {
        isWhole = false;
        reopen.current();
      },
      (now) => {
        setAbout(now);
        // Versions and lists show it too.
        void queries.invalidateQueries(trpc.pipelines.pathFilter());
      },
      earlier?.session,
    );
    const made = createCanvasModel(draft.pipelineId, opened.session, catalogue, known.current, canEdit);
    if (earlier !== undefined) showEarlier(made.view, earlier);
    setModel(made);
    putOwnSamples(made, draft.ownSamples as Graph["samples"]);
    const leave = joinPresence(draft.pipelineId, made.view);
    const remember = () =>
      memory.remember(() => ({
        ...rememberedView(made.view.get()),
        session: isWhole ? opened.session.left() : undefined,
      }));
    window.addEventListener("pagehide", remember);
    return () => {
      window.removeEventListener("pagehide", remember);
      leave();
      opened.close();
      remember();
    };
  }, [draft, catalogue, canEdit, person, queries]);
  useEffect(() => model?.view.set({ facts }), [model, facts]);
  const offers = useMemo(() => (model === undefined ? () => [] : canvasOffers(model)), [model]);
  if (model === undefined) return <CanvasSkeleton />;
  return (
    <CanvasModelProvider value={model}>
      <OfferOfProducts make={offers}>
        <CanvasWorkspace draft={about === undefined ? draft : { ...draft, ...about }} />
      </OfferOfProducts>
    </CanvasModelProvider>
  );
}

/** Sample requests of a demo shop that is gone would preview nothing: the shop's own take their place, in one step of undo. */
function putOwnSamples(model: CanvasModel, samples: Graph["samples"]): void {
  if (samples.length === 0 || !model.canEdit) return;
  const edits = samples.map((sample) => ({ do: "put-sample", sample }) as const);
  const result = model.change({ do: "batch", title: "Use samples of this shop", edits });
  if (!result.ok) return;
  const message =
    "Sample requests named what went with the demo shop: they use your own shop now. Undo brings them back.";
  notifications.show({ message, autoClose: 10_000 });
}

function CanvasSkeleton() {
  return (
    <div className={style.opening} aria-busy="true">
      <TopBar crumbs={[{ title: "Pipelines", href: "/pipelines" }]} />
      <div className={style.openingPalette}>
        {[..."12345678"].map((key) => (
          <Skeleton key={key} height={20} />
        ))}
      </div>
      <div className={style.openingStage}>
        {[..."1234"].map((key) => (
          <Skeleton key={key} height={136} width={188} radius={10} />
        ))}
      </div>
    </div>
  );
}
