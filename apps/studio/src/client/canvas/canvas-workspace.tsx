import { canConnect } from "@aisle/runtime/compile/assignable";
import { splitPort } from "@aisle/runtime/graph/graph";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { notifications } from "@mantine/notifications";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Draft } from "../api/outputs.ts";
import { pageCommands } from "../frame/page-commands.ts";
import { CanvasStage } from "./canvas-stage.tsx";
import { CanvasTopBar } from "./canvas-top-bar.tsx";
import type { FlowHandle } from "./flow/flow-adapter.tsx";
import { focusNode } from "./focus-node.ts";
import { Inspector } from "./inspector/inspector.tsx";
import { Palette } from "./panels/palette.tsx";
import style from "./panels/panels.module.css";
import { QuickList } from "./panels/quick-list.tsx";
import { nodeOptions, wireOptions } from "./panels/quick-options.ts";
import { RunsDrawer, RunsPanel } from "./panels/runs-drawer.tsx";
import { SamplesEditor } from "./panels/samples-editor.tsx";
import { PublishDialog } from "./publish/publish-dialog.tsx";
import { useCanvas, useGraph, useView } from "./session/canvas-model.ts";
import { connectEdit, nodeWidth, placedNode } from "./session/graph-edits.ts";
import { tidyEdit } from "./session/lane-layout.ts";
import { checkOnServer, runInPlace } from "./session/run-in-place.ts";
import { useStore } from "./session/store.ts";
import { useCanvasKeys } from "./use-canvas-keys.ts";

/** Where a quick list is open: for a node to add, which may read an output, or for a wire from a node. */
interface QuickPlace {
  readonly at: { readonly x: number; readonly y: number };
  readonly from: string | undefined;
  readonly wireFrom?: string;
}

/** The open canvas: palette, stage, inspector and drawer, and what the keyboard and the palette of commands can do here. */
export function CanvasWorkspace({ draft }: { readonly draft: Draft }) {
  const model = useCanvas();
  const flow = useRef<FlowHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const [quick, setQuick] = useState<QuickPlace>();
  const [publishing, setPublishing] = useState(false);
  const [samplesOpen, setSamplesOpen] = useState(false);
  const [runsOpen, setRunsOpen] = useState(false);
  const revision = useStore(model.session, (state) => (state.waiting === 0 ? state.revision : undefined));
  const inspectorOpen = useView((view) => view.inspectorOpen);
  const chosen = useView((view) => (view.selected.size === 1 ? [...view.selected][0] : undefined));
  const isEmpty = useGraph((graph) => graph.nodes.length === 0);

  useEffect(() => {
    if (revision === undefined) return;
    const timer = setTimeout(() => void checkOnServer(model).catch(() => undefined), 400);
    return () => clearTimeout(timer);
  }, [model, revision]);

  // The inspector takes room from the stage: what was chosen must not end up beside the view.
  useEffect(() => {
    if (chosen === undefined || !inspectorOpen) return;
    const timer = setTimeout(() => flow.current?.reveal(chosen), 120);
    return () => clearTimeout(timer);
  }, [chosen, inspectorOpen]);

  const actions = useMemo(() => {
    const tell = (reason: string | undefined) => {
      if (reason !== undefined) notifications.show({ message: reason, autoClose: 6000 });
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
    const heightOf = (id: string) => flow.current?.heightOf(id) ?? 136;
    return {
      tell,
      addNode,
      addByType(type: string) {
        const manifest = model.manifests.get(type);
        if (manifest !== undefined) addNode(manifest, freePlace(model, heightOf));
      },
      run: () => void runInPlace(model),
      publish: () => setPublishing(true),
      undo: () => tell(model.session.undo()),
      redo: () => tell(model.session.redo()),
      fit: () => flow.current?.fit(),
      zoom: (factor: number) => flow.current?.zoomBy(factor),
      full: () => flow.current?.zoomTo(1),
      tidy() {
        const width = flow.current?.viewSize().width ?? 904;
        const edit = tidyEdit(model.session.get().graph, { width, heightOf });
        if (edit !== undefined) model.change(edit);
        setTimeout(() => flow.current?.open(), 60);
      },
      addAtCentre() {
        setQuick({ at: { x: window.innerWidth / 2 - 130, y: window.innerHeight / 3 }, from: undefined });
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
        setQuick({ at, from: undefined, wireFrom: chosen });
      },
      toggleRuns: () => setRunsOpen((open) => !open),
      focusSearch: () => search.current?.focus(),
      goTo(id: string) {
        model.select([id]);
        model.view.set({ inspectorOpen: true });
        focusNode(id);
        flow.current?.reveal(id);
      },
    };
  }, [model]);

  useCanvasKeys(model, actions);
  useEffect(() => {
    pageCommands.set([
      { title: "Run in place", keys: "⌘↵", run: actions.run },
      { title: "Publish", keys: "⇧⌘P", run: actions.publish },
      { title: "Undo", keys: "⌘Z", run: actions.undo },
      { title: "Redo", keys: "⇧⌘Z", run: actions.redo },
      { title: "Tidy up the graph", keys: "L", run: actions.tidy },
      { title: "Fit the graph into the window", keys: "0", run: actions.fit },
      { title: "Edit the sample requests", run: () => setSamplesOpen(true) },
      ...[...model.manifests.values()].map((manifest) => ({
        title: `Add ${manifest.title}`,
        run: () => actions.addByType(manifest.type),
      })),
    ]);
    return () => pageCommands.set([]);
  }, [actions, model]);

  const quickOptions = useMemo(() => {
    if (quick === undefined) return [];
    return quick.wireFrom === undefined ? nodeOptions(model, quick.from) : wireOptions(model, quick.wireFrom);
  }, [model, quick]);
  const pickQuick = (id: string) => {
    if (quick === undefined) return;
    setQuick(undefined);
    if (quick.wireFrom !== undefined) {
      const [from = "", to = ""] = id.split(">");
      actions.connect(from, to);
      focusNode(quick.wireFrom);
      return;
    }
    const manifest = model.manifests.get(id);
    if (manifest === undefined) return;
    const place = flow.current?.toGraph(quick.at) ?? { x: 24, y: 44 };
    actions.addNode(manifest, quick.from === undefined ? place : { x: place.x, y: place.y - 58 }, quick.from);
  };

  return (
    <>
      <CanvasTopBar draft={draft} onRun={actions.run} onPublish={actions.publish} onGo={actions.goTo} />
      <div className={style.work}>
        <Palette searchRef={search} onAdd={actions.addByType} />
        <CanvasStage
          flow={flow}
          actions={actions}
          isEmpty={isEmpty}
          onQuickAdd={(at, from) => setQuick({ at, from })}
          onEditSamples={() => setSamplesOpen(true)}
        >
          {runsOpen && <RunsPanel />}
        </CanvasStage>
        {chosen !== undefined && inspectorOpen ? (
          <div style={{ gridRow: "1 / 3", gridColumn: 3, minHeight: 0, display: "flex" }}>
            <Inspector onClose={() => model.view.set({ inspectorOpen: false })} />
          </div>
        ) : (
          <div style={{ gridRow: "1 / 3", gridColumn: 3 }} />
        )}
        <RunsDrawer open={runsOpen} onToggle={actions.toggleRuns} />
      </div>
      {quick !== undefined && (
        <QuickList
          at={quick.at}
          label={quick.wireFrom === undefined ? "What comes next?" : "Where should the wire go?"}
          nothing={quick.wireFrom === undefined ? "No node fits here." : "No free port fits."}
          options={quickOptions}
          onClose={() => {
            setQuick(undefined);
            if (quick.wireFrom !== undefined) focusNode(quick.wireFrom);
          }}
          onPick={pickQuick}
        />
      )}
      <SamplesEditor opened={samplesOpen} onClose={() => setSamplesOpen(false)} />
      <PublishDialog draft={draft} opened={publishing} onClose={() => setPublishing(false)} onGo={actions.goTo} />
    </>
  );
}

/** A place for a new node: right of the selected one, else right of the last, where nothing stands yet. */
function freePlace(model: ReturnType<typeof useCanvas>, heightOf: (id: string) => number): { x: number; y: number } {
  const { nodes } = model.session.get().graph;
  const [chosen] = model.view.get().selected;
  const beside = nodes.find((node) => node.id === chosen) ?? nodes.at(-1);
  if (beside === undefined) return { x: 32, y: 48 };
  let y = beside.position.y;
  const x = beside.position.x + nodeWidth + 32;
  const inTheWay = () =>
    nodes.find(
      (node) =>
        Math.abs(node.position.x - x) < nodeWidth &&
        node.position.y < y + 152 &&
        node.position.y + heightOf(node.id) > y - 8,
    );
  for (let other = inTheWay(); other !== undefined; other = inTheWay()) {
    y = other.position.y + heightOf(other.id) + 24;
  }
  return { x, y };
}
