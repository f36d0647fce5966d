import { canConnect } from "@aisle/runtime/compile/assignable";
import { type Graph, splitPort } from "@aisle/runtime/graph/graph";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { notifications } from "@mantine/notifications";
import { useEffect, useMemo, useRef, useState } from "react";
import { useMay } from "../access/use-may.ts";
import type { Draft } from "../api/outputs.ts";
import { announce } from "../frame/announcer.tsx";
import { pageCommands } from "../frame/page-commands.ts";
import { downloadGraph } from "../pipelines/download-graph.ts";
import { takeFirstRun } from "../pipelines/first-run.ts";
import { takeRequestedPublish } from "../pipelines/requested-publish.ts";
import { takeRequestedRule } from "../products/requested-rule.ts";
import { arrangeActions } from "./arrange/arrange-actions.ts";
import { GroupPanel } from "./arrange/group-panel.tsx";
import { AssistantBar } from "./assistant/assistant-bar.tsx";
import { assistantMark } from "./assistant/assistant-mark.ts";
import { canvasCommands } from "./canvas-commands.ts";
import { CanvasStage } from "./canvas-stage.tsx";
import { CanvasTopBar } from "./canvas-top-bar.tsx";
import { dataActions } from "./data-actions.ts";
import { ArmsDialog } from "./experiments/arms-dialog.tsx";
import { TestThisDialog } from "./experiments/test-this-dialog.tsx";
import type { FlowHandle } from "./flow/flow-types.ts";
import { focusCanvasWhenLost, focusNode } from "./focus-node.ts";
import { Inspector } from "./inspector/inspector.tsx";
import { NodeShelf } from "./inspector/node-shelf.tsx";
import { WhyDialog } from "./inspector/why-dialog.tsx";
import { autoLayout } from "./layout/auto-layout.ts";
import { freeSpot } from "./layout/free-spot.ts";
import { GraphSearch } from "./panels/graph-search.tsx";
import { Palette } from "./panels/palette.tsx";
import style from "./panels/panels.module.css";
import { RunsDrawer, RunsPanel } from "./panels/runs-drawer.tsx";
import { SamplesEditor } from "./panels/samples-editor.tsx";
import { ImportDialog } from "./publish/import-dialog.tsx";
import { MoveAddressDialog } from "./publish/move-address-dialog.tsx";
import { PublishDialog } from "./publish/publish-dialog.tsx";
import { VersionsDialog } from "./publish/versions-dialog.tsx";
import { applyRequestedRule } from "./rules/product-offers.ts";
import { itemOf } from "./session/canvas-item.ts";
import type { CanvasModel } from "./session/canvas-model.ts";
import { describeDifference } from "./session/describe-edit.ts";
import { connectEdit, nodeWidth, placedNode } from "./session/graph-edits.ts";
import { checkOnServer, runInPlace } from "./session/run-in-place.ts";
import { cardKeyOf } from "./session/shown-graph.ts";
import { useStore } from "./session/store.ts";
import { useCanvas, useGraph, useView } from "./session/use-canvas.ts";
import { useCanvasKeys } from "./use-canvas-keys.ts";
import { middleOfWire } from "./wiring/focus-wire.ts";
import { goToNextWire } from "./wiring/go-to-next-wire.ts";
import { QuickAdd, type QuickPlace } from "./wiring/quick-add.tsx";

/** The open canvas: palette, stage, inspector and drawer, and what the keyboard and the palette of commands can do here. */
export function CanvasWorkspace({ draft }: { readonly draft: Draft }) {
  const model = useCanvas();
  const flow = useRef<FlowHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  /** The card whose wires are gone through by key. */
  const wireCard = useRef<string>(undefined);
  const [quick, setQuick] = useState<QuickPlace>();
  const [finding, setFinding] = useState(false);
  const [asked, setAsked] = useState<string>();
  const [dialog, setDialog] = useState<"publish" | "versions" | "arms" | "import" | "move">();
  const [samplesOpen, setSamplesOpen] = useState(false);
  const [runsOpen, setRunsOpen] = useState(false);
  const revision = useStore(model.session, (state) => (state.waiting === 0 ? state.revision : undefined));
  const inspectorOpen = useView((view) => view.inspectorOpen);
  const chosen = useView((view) => (view.selected.size === 1 ? [...view.selected][0] : undefined));
  const group = useView((view) => {
    const [only] = view.selectedItems;
    const alone = view.selected.size === 0 && view.selectedItems.size === 1;
    return alone && only !== undefined && itemOf(only).kind === "group" ? only : undefined;
  });
  const mayPublish = useMay("publish");
  const closeInspector = () => model.view.set({ inspectorOpen: false });
  const isEmpty = useGraph((graph) => graph.nodes.length === 0);

  useEffect(() => {
    if (revision === undefined) return;
    const timer = setTimeout(() => void checkOnServer(model).catch(() => undefined), 400);
    return () => clearTimeout(timer);
  }, [model, revision]);

  useEffect(() => {
    if (takeFirstRun(model.pipelineId)) void runInPlace(model);
    const rule = takeRequestedRule(model.pipelineId);
    if (rule !== undefined) applyRequestedRule(model, rule);
    if (takeRequestedPublish(model.pipelineId)) setDialog("publish");
  }, [model]);

  // The inspector takes room from the stage: what was chosen must not end up beside the view.
  useEffect(() => {
    if (chosen === undefined || !inspectorOpen) return;
    const timer = setTimeout(() => flow.current?.reveal(chosen), 120);
    return () => clearTimeout(timer);
  }, [chosen, inspectorOpen]);

  const actions = useMemo(() => {
    const notify = (reason: string | undefined) => {
      if (reason !== undefined) notifications.show({ message: reason, autoClose: 6000 });
    };
    const takeBack = (word: string, step: () => string | undefined) => {
      const before = model.session.get().graph;
      const reason = step();
      notify(reason);
      announce(reason ?? `${word}. ${describeDifference(before, model.session.get().graph, model.manifests)}`);
      focusCanvasWhenLost();
    };
    const addNode = (manifest: NodeManifest, position: { x: number; y: number }, from?: string) => {
      const node = placedNode(manifest, position);
      model.change({ do: "add-node", node });
      if (from !== undefined) {
        const { graph } = model.session.get();
        const port = Object.keys(manifest.inputs).find(
          (name) => canConnect(graph, model.manifests, model.facts, from, `${node.id}.${name}`).ok,
        );
        if (port !== undefined) model.change(connectEdit(graph, manifest, from, `${node.id}.${port}`));
      }
      model.select([node.id]);
      model.view.set({ inspectorOpen: true });
      focusNode(node.id);
    };
    const heightOf = (id: string) => flow.current?.sizeOf(id).height ?? 136;
    const show = (key: string) => {
      model.selectKeys([key]);
      model.view.set({ inspectorOpen: true });
      const { kind, id } = itemOf(key);
      const card = kind === "node" ? cardKeyOf(model.session.get().graph, id) : key;
      flow.current?.reveal(card);
      return card;
    };
    return {
      ...arrangeActions(model, flow),
      notify,
      addNode,
      addByType(type: string) {
        const manifest = model.manifests.get(type);
        if (manifest !== undefined) addNode(manifest, freePlace(model, heightOf));
      },
      run: () => void runInPlace(model),
      data: dataActions(model, notify),
      publish: () => setDialog("publish"),
      undo: () => takeBack("Undone", model.session.undo),
      undoAssistant: () => takeBack("Undone", () => model.session.undoTitled(assistantMark)),
      redo: () => takeBack("Done again", model.session.redo),
      fit: () => flow.current?.fit(),
      zoom: (factor: number) => flow.current?.zoomBy(factor),
      full: () => flow.current?.zoomTo(1),
      layOut() {
        const view = flow.current?.viewSize() ?? { width: 904, height: 700 };
        void autoLayout(model, { ...view, heightOf }).then(() => setTimeout(() => flow.current?.open(), 60));
      },
      addAtCentre() {
        setQuick({ at: { x: window.innerWidth / 2 - 130, y: window.innerHeight / 3 }, adds: "node" });
      },
      connect(from: string, to: string) {
        const { graph } = model.session.get();
        const target = graph.nodes.find((node) => node.id === splitPort(to).node);
        model.change(connectEdit(graph, model.manifests.get(target?.type ?? ""), from, to));
      },
      startWire() {
        const [chosen] = model.view.get().selected;
        if (chosen === undefined) return;
        const card = document
          .querySelector(`.react-flow__node[data-id="${CSS.escape(chosen)}"]`)
          ?.getBoundingClientRect();
        const at = { x: card?.right ?? window.innerWidth / 2 - 130, y: card?.top ?? window.innerHeight / 3 };
        setQuick({ at, adds: "wire", ofNode: chosen });
      },
      addOnWire: (wire: string) => setQuick({ at: middleOfWire(wire) ?? { x: 400, y: 300 }, adds: "between", wire }),
      nextWire: () => goToNextWire(model, wireCard),
      find: () => setFinding(true),
      ask(sentence = "") {
        if (model.canEdit) {
          setAsked(sentence);
          // Open already, it only takes the keyboard; opened from a field, the field must not keep it.
          setTimeout(() => document.getElementById("assistant-field")?.focus(), 30);
        } else notify("Your role lets you look and run, not change.");
      },
      editSamples: () => setSamplesOpen(true),
      toggleRuns: () => setRunsOpen((open) => !open),
      focusSearch: () => search.current?.focus(),
      show,
      goTo: (key: string) => focusNode(show(key)),
      focusSelected() {
        const [chosen] = [...model.view.get().selected, ...model.view.get().selectedItems];
        if (chosen === undefined) document.getElementById("canvas")?.focus();
        else focusNode(cardKeyOf(model.session.get().graph, chosen));
      },
    };
  }, [model]);

  useCanvasKeys(model, actions);
  const named = useGraph(
    (graph) => graph,
    (a, b) => titlesOf(a) === titlesOf(b),
  );
  useEffect(() => {
    pageCommands.set([
      ...canvasCommands(model, actions, named, mayPublish),
      { title: "Versions of this pipeline", run: () => setDialog("versions") },
      { title: "Experiments on this pipeline and their arms", run: () => setDialog("arms") },
      ...(model.canEdit ? [{ title: "Import a file into this draft", run: () => setDialog("import") }] : []),
      { title: "Export as JSON", run: () => downloadGraph(draft.name, model.session.get().graph) },
    ]);
    return () => pageCommands.set([]);
  }, [actions, model, named, draft.name, mayPublish]);

  const closeDialog = () => setDialog(undefined);

  return (
    <>
      <CanvasTopBar
        draft={draft}
        onRun={actions.run}
        onPublish={actions.publish}
        onVersions={() => setDialog("versions")}
        onArms={() => setDialog("arms")}
        onImport={() => setDialog("import")}
        onMove={() => setDialog("move")}
        onGo={actions.goTo}
      />
      <div className={style.work}>
        {model.canEdit ? (
          <Palette searchRef={search} onAdd={actions.addByType} />
        ) : (
          <div style={{ gridRow: "1 / 3" }} />
        )}
        <CanvasStage
          flow={flow}
          actions={actions}
          isEmpty={isEmpty}
          asking={asked !== undefined}
          onQuickAdd={(at, from) => setQuick({ at, adds: "node", from })}
          onEditSamples={() => setSamplesOpen(true)}
        >
          {runsOpen && <RunsPanel />}
          {asked !== undefined && (
            <AssistantBar flow={flow} actions={actions} asked={asked} onClose={() => setAsked(undefined)} />
          )}
          {finding && <GraphSearch actions={actions} onClose={() => setFinding(false)} />}
        </CanvasStage>
        <div className={style.side}>
          {inspectorOpen && chosen !== undefined && (
            <Inspector actions={actions.data} onGo={actions.goTo} onClose={closeInspector} />
          )}
          {inspectorOpen && group !== undefined && (
            <GroupPanel key={group} id={itemOf(group).id} actions={actions} onClose={closeInspector} />
          )}
        </div>
        <RunsDrawer open={runsOpen} onToggle={actions.toggleRuns} />
      </div>
      {quick !== undefined && (
        <QuickAdd place={quick} actions={actions} flow={flow} onClose={() => setQuick(undefined)} />
      )}
      <NodeShelf />
      <WhyDialog onGo={actions.goTo} />
      <SamplesEditor opened={samplesOpen} onClose={() => setSamplesOpen(false)} />
      <PublishDialog draft={draft} opened={dialog === "publish"} onClose={closeDialog} onGo={actions.goTo} />
      <TestThisDialog />
      <ArmsDialog opened={dialog === "arms"} onClose={() => setDialog(undefined)} />
      <VersionsDialog name={draft.name} opened={dialog === "versions"} onClose={closeDialog} />
      <MoveAddressDialog draft={draft} opened={dialog === "move"} onClose={closeDialog} />
      <ImportDialog opened={dialog === "import"} onClose={closeDialog} />
    </>
  );
}

/** What the palette of commands lists of a graph: it is made again only when this changes. */
function titlesOf({ nodes, groups }: Graph): string {
  return [...nodes, ...groups].map(({ id, title = "" }) => `${id} ${title}`).join();
}

/** A place for a new node: right of the selected one, else right of the last, where nothing stands yet. */
function freePlace(model: CanvasModel, heightOf: (id: string) => number): { x: number; y: number } {
  const { graph } = model.session.get();
  const [chosen] = model.view.get().selected;
  const beside = graph.nodes.find((node) => node.id === chosen) ?? graph.nodes.at(-1);
  if (beside === undefined) return { x: 32, y: 48 };
  return freeSpot(graph, { x: beside.position.x + nodeWidth + 32, y: beside.position.y }, heightOf);
}
