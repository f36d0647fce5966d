import { canConnect } from "@aisle/runtime/compile/assignable";
import { type DragEvent, type ReactNode, type RefObject, useMemo, useState } from "react";
import { GroupCard } from "./arrange/group-card.tsx";
import { GroupFrame } from "./arrange/group-frame.tsx";
import { moveItems } from "./arrange/move-items.ts";
import { NoteCard } from "./arrange/note-card.tsx";
import { SelectionToolbar } from "./arrange/selection-toolbar.tsx";
import { EmptyCanvas } from "./assistant/empty-canvas.tsx";
import type { CanvasActions } from "./canvas-actions.ts";
import { FlowCanvas } from "./flow/flow-adapter.tsx";
import type { FlowHandle } from "./flow/flow-types.ts";
import { RefusedWire } from "./flow/refused-wire.tsx";
import { Wire } from "./flow/wire.tsx";
import { wireUnder } from "./flow/wire-under.ts";
import { NodeCard } from "./node/node-card.tsx";
import { CanvasTools } from "./panels/canvas-tools.tsx";
import { NothingToFind } from "./panels/nothing-to-find.tsx";
import { dragMime } from "./panels/palette.tsx";
import style from "./panels/panels.module.css";
import { SampleMenu } from "./panels/sample-menu.tsx";
import { RebuildNotice } from "./quick-fix/rebuild-notice.tsx";
import { itemOf } from "./session/canvas-item.ts";
import { fittingPorts } from "./session/canvas-model.ts";
import { placedItems, placedWires } from "./session/placed-items.ts";
import { refOf } from "./session/shown-graph.ts";
import { createStore } from "./session/store.ts";
import { useCanvas, useGraph, useView } from "./session/use-canvas.ts";
import { insertNode, insertType, typeFitsWire, wireUnderNode } from "./wiring/inserting.ts";
import { refuseWire } from "./wiring/refuse-wire.ts";

const cards = { node: NodeCard, collapsed: GroupCard, frame: GroupFrame, lane: GroupFrame, note: NoteCard };

/** The stage: the graph itself with its wires, lanes and tools. */
export function CanvasStage({
  flow,
  actions,
  isEmpty,
  asking,
  onQuickAdd,
  onEditSamples,
  children,
}: {
  readonly flow: RefObject<FlowHandle | null>;
  readonly actions: CanvasActions;
  readonly isEmpty: boolean;
  /** While the assistant is open it says how to begin. */
  readonly asking: boolean;
  readonly onQuickAdd: (at: { x: number; y: number }, from: string) => void;
  readonly onEditSamples: () => void;
  readonly children: ReactNode;
}) {
  const model = useCanvas();
  const [zoom] = useState(() => createStore({ zoom: 1 }));
  const nodes = useGraph((graph) => graph.nodes);
  const edges = useGraph((graph) => graph.edges);
  const groups = useGraph((graph) => graph.groups);
  const notes = useGraph((graph) => graph.notes);
  const selectedNodes = useView((view) => view.selected);
  const selectedItems = useView((view) => view.selectedItems);
  const refusals = useView((view) => view.refusals);
  const placed = useMemo(() => placedItems(model, { nodes, groups, notes }), [nodes, groups, notes, model]);
  const wires = useMemo(
    () => placedWires(model, { nodes, edges, groups }, refusals),
    [nodes, edges, groups, refusals, model],
  );
  const selected = useMemo(() => new Set([...selectedNodes, ...selectedItems]), [selectedNodes, selectedItems]);

  const drop = (from: string, to: string | undefined, point: { x: number; y: number }) => {
    if (to === undefined) onQuickAdd(point, from);
    else refuseWire(model, from, to);
  };
  const overWire = (event: DragEvent) => {
    const type = model.view.get().draggedType;
    const wire = wireUnder([{ x: event.clientX, y: event.clientY }]);
    return type !== undefined && wire !== undefined && typeFitsWire(model, type, wire) ? wire : undefined;
  };
  const hover = (wire: string | undefined) => {
    if (model.view.get().hoveredWire !== wire) model.view.set({ hoveredWire: wire });
  };
  const dropNode = (event: DragEvent) => {
    const manifest = model.manifests.get(event.dataTransfer.getData(dragMime));
    const at = flow.current?.toGraph({ x: event.clientX - 94, y: event.clientY - 20 });
    if (manifest === undefined || at === undefined) return;
    event.preventDefault();
    const wire = overWire(event);
    hover(undefined);
    const added = wire === undefined ? undefined : insertType(model, manifest.type, wire, at);
    if (added === undefined) actions.addNode(manifest, at);
    else actions.goTo(added);
  };

  return (
    <section
      className={style.stage}
      id="canvas"
      tabIndex={-1}
      aria-label="Canvas"
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(dragMime)) return;
        event.preventDefault();
        hover(overWire(event));
      }}
      onDrop={dropNode}
    >
      <FlowCanvas
        handle={flow}
        editable={model.canEdit}
        nodes={placed}
        wires={wires}
        selected={selected}
        cards={cards}
        Wire={Wire}
        RefusedWire={RefusedWire}
        onMove={(moves) => {
          const wire = moves.length === 1 ? wireUnderNode(model, moves[0]!.key) : undefined;
          hover(undefined);
          const move = moveItems(model.session.get().graph, moves);
          const edit = wire === undefined ? move : insertNode(model, moves[0]!.key, wire, move);
          if (edit !== undefined) model.change(edit);
        }}
        onDrag={(key) => hover(wireUnderNode(model, key))}
        onOpen={(key) => {
          if (itemOf(key).kind === "note") actions.editNote(itemOf(key).id);
        }}
        onSelect={(keys) => {
          model.selectKeys(keys);
          if (keys.length === 1) model.view.set({ inspectorOpen: true });
        }}
        onSelectWire={model.selectWire}
        onHoverWire={(id) => model.view.set({ hoveredWire: id })}
        onConnect={(from, to) => actions.connect(refOf(from), refOf(to))}
        canConnect={(from, to) =>
          model.view.get().wiring?.fits.has(refOf(to)) ??
          canConnect(model.session.get().graph, model.manifests, model.facts, refOf(from), refOf(to)).ok
        }
        onWireStart={(from) =>
          model.view.set({ wiring: { from: refOf(from), fits: fittingPorts(model, refOf(from)) } })
        }
        onWireDrop={(from, to, point) => drop(refOf(from), to === undefined ? undefined : refOf(to), point)}
        onWireEnd={() => model.view.set({ wiring: undefined })}
        onZoom={(now) => zoom.set({ zoom: now })}
      />
      {!isEmpty && <NothingToFind />}
      <RebuildNotice />
      <SelectionToolbar actions={actions} />
      <SampleMenu onEdit={onEditSamples} />
      <CanvasTools
        zoom={zoom}
        onUndo={actions.undo}
        onRedo={actions.redo}
        onZoom={actions.zoom}
        onFull={actions.full}
        onFit={actions.fit}
        onLayOut={actions.layOut}
        onAsk={() => actions.ask()}
        onAdd={model.canEdit ? actions.addAtCentre : undefined}
      />
      {isEmpty && !asking && (
        <div className={style.empty}>
          <div>
            <EmptyCanvas actions={actions} />
          </div>
        </div>
      )}
      {children}
    </section>
  );
}
