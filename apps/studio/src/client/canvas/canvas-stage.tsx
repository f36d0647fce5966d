import { canConnect } from "@aisle/runtime/compile/assignable";
import { Button } from "@mantine/core";
import { type DragEvent, type ReactNode, type RefObject, useMemo, useState } from "react";
import { EmptyState } from "../ui/empty-state.tsx";
import { FlowCanvas, type FlowHandle } from "./flow/flow-adapter.tsx";
import { RefusalCard } from "./flow/refusal-card.tsx";
import { Wire } from "./flow/wire.tsx";
import { NodeCard } from "./node/node-card.tsx";
import { CanvasTools } from "./panels/canvas-tools.tsx";
import { Lanes } from "./panels/lanes.tsx";
import { dragMime } from "./panels/palette.tsx";
import style from "./panels/panels.module.css";
import { SampleMenu } from "./panels/sample-menu.tsx";
import { fittingPorts, nodeTitle, useCanvas, useGraph, useView } from "./session/canvas-model.ts";
import type { CanvasActions } from "./use-canvas-keys.ts";

/** The stage: the graph itself with its wires, lanes and tools. */
export function CanvasStage({
  flow,
  actions,
  isEmpty,
  onQuickAdd,
  onEditSamples,
  children,
}: {
  readonly flow: RefObject<FlowHandle | null>;
  readonly actions: CanvasActions;
  readonly isEmpty: boolean;
  readonly onQuickAdd: (at: { x: number; y: number }, from: string) => void;
  readonly onEditSamples: () => void;
  readonly children: ReactNode;
}) {
  const model = useCanvas();
  const [zoom, setZoom] = useState(1);
  const nodes = useGraph((graph) => graph.nodes);
  const edges = useGraph((graph) => graph.edges);
  const selected = useView((view) => view.selected);
  const refusal = useView((view) => view.refusal);
  const placed = useMemo(
    () => nodes.map((node) => ({ id: node.id, position: node.position, title: nodeTitle(model, node.id) })),
    [nodes, model],
  );

  const drop = (from: string, to: string | undefined, point: { x: number; y: number }) => {
    if (to === undefined) {
      onQuickAdd(point, from);
      return;
    }
    const answer = canConnect(model.session.get().graph, model.manifests, model.facts, from, to);
    if (!answer.ok) model.view.set({ refusal: { from, to, reason: answer.reason, mends: answer.mends, ...point } });
  };
  const dropNode = (event: DragEvent) => {
    const manifest = model.manifests.get(event.dataTransfer.getData(dragMime));
    const at = flow.current?.toGraph({ x: event.clientX - 94, y: event.clientY - 20 });
    if (manifest === undefined || at === undefined) return;
    event.preventDefault();
    actions.addNode(manifest, at);
  };

  return (
    <section
      className={style.stage}
      aria-label="Canvas"
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes(dragMime)) event.preventDefault();
      }}
      onDrop={dropNode}
    >
      <FlowCanvas
        handle={flow}
        nodes={placed}
        wires={edges}
        selected={selected}
        Card={NodeCard}
        Wire={Wire}
        onMove={(moves) => {
          const edits = moves.map((move) => ({ do: "move-node" as const, ...move }));
          const [only] = edits;
          if (only === undefined) return;
          model.change(edits.length === 1 ? only : { do: "batch", title: "Move", edits });
        }}
        onSelect={(ids) => {
          model.select(ids);
          if (ids.length === 1) model.view.set({ inspectorOpen: true });
        }}
        onSelectWire={(id) => model.view.set({ selectedWire: id, refusal: undefined })}
        onHoverWire={(id) => model.view.set({ hoveredWire: id })}
        onConnect={actions.connect}
        canConnect={(from, to) =>
          model.view.get().wiring?.fits.has(to) ??
          canConnect(model.session.get().graph, model.manifests, model.facts, from, to).ok
        }
        onWireStart={(from) =>
          model.view.set({ wiring: { from, fits: fittingPorts(model, from) }, refusal: undefined })
        }
        onWireDrop={drop}
        onWireEnd={() => model.view.set({ wiring: undefined })}
        onZoom={setZoom}
      >
        <Lanes />
      </FlowCanvas>
      <SampleMenu onEdit={onEditSamples} />
      <CanvasTools
        zoom={zoom}
        onUndo={actions.undo}
        onRedo={actions.redo}
        onZoom={actions.zoom}
        onFull={actions.full}
        onFit={actions.fit}
        onTidy={actions.tidy}
      />
      {isEmpty && (
        <div className={style.empty}>
          <div>
            <EmptyState
              title="Start with the request"
              actions={
                <Button
                  variant="filled"
                  onClick={() => {
                    const trigger = [...model.manifests.values()].find((manifest) => manifest.role === "trigger");
                    if (trigger !== undefined) actions.addByType(trigger.type);
                  }}
                >
                  Add the endpoint request
                </Button>
              }
            >
              A pipeline begins where the shopper's request comes in and ends with an answer. Click nodes on the left,
              or drag them here, then draw wires between ports of one shape.
            </EmptyState>
          </div>
        </div>
      )}
      {refusal !== undefined && (
        <div
          style={{
            position: "fixed",
            zIndex: 300,
            left: Math.min(refusal.x + 12, window.innerWidth - 240),
            top: Math.min(refusal.y + 12, window.innerHeight - 180),
          }}
        >
          <RefusalCard
            reason={refusal.reason}
            mends={refusal.mends}
            onDone={() => model.view.set({ refusal: undefined })}
            extra={
              refusal.mends.length > 0
                ? { title: "Wire it anyway", run: () => actions.connect(refusal.from, refusal.to) }
                : undefined
            }
          />
        </div>
      )}
      {children}
    </section>
  );
}
