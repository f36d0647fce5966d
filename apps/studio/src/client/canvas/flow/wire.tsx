import type { Problem, QuickFix } from "@aisle/runtime/compile/problem";
import { type GraphEdge, splitPort } from "@aisle/runtime/graph/graph";
import { edgeIndex, nodesById } from "@aisle/runtime/graph/graph-index";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { portHue } from "../../ports/port-hue.ts";
import { PortShape } from "../../ports/port-shape.tsx";
import { describeFlow } from "../node/describe-flow.ts";
import type { CanvasModel } from "../session/canvas-model.ts";
import { useCanvas, useGraph, useView, useWireProblem } from "../session/use-canvas.ts";
import { bridgeFixes } from "../wiring/bridge-fixes.ts";
import { OnWire } from "./flow-parts.tsx";
import type { WireGeometry } from "./flow-types.ts";
import { RefusalCard } from "./refusal-card.tsx";
import style from "./wire.module.css";
import { wirePath } from "./wire-path.ts";

/** One wire in its type's colour: dotted when nothing flowed, broken and red when it is refused, named when pointed at. */
export function Wire(geometry: WireGeometry) {
  const model = useCanvas();
  const [open, setOpen] = useState(false);
  const edge = useGraph((graph) => edgeIndex(graph).byId.get(geometry.id));
  const problem = useWireProblem(geometry.id);
  const hot = useView((view) => view.hoveredWire === geometry.id || view.selectedWire === geometry.id);
  const run = useView((view) => view.runs[0]);
  const source = splitPort(edge?.from ?? ".");
  const sourceType = useTypeOf(source.node);
  if (edge === undefined) return null;
  const spec = model.manifests.get(sourceType ?? "")?.outputs[source.port];
  const hue = portHue(spec?.type);
  const path = wirePath(geometry);
  const skipped =
    run !== undefined && run.previews[edge.from] === undefined && run.steps.some((s) => s.node === source.node);
  const className = [
    style.wire,
    problem !== undefined ? style.refused : skipped ? style.skipped : "",
    hot ? style.hot : "",
  ];

  return (
    <>
      <path d={path.d} className={className.join(" ")} style={problem === undefined ? { stroke: hue } : undefined} />
      <path d={path.d} className={`${style.hit} react-flow__edge-interaction`} />
      {problem !== undefined && (
        <OnWire x={path.middle.x} y={path.middle.y}>
          <button
            type="button"
            className={style.cross}
            aria-label={`Refused wire: ${problem.message}`}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            <IconX size={12} stroke={2} aria-hidden />
          </button>
          {open && (
            <div className={style.beside}>
              <RefusalCard
                reason={problem.message}
                quickFixes={quickFixesOf(model, edge, problem)}
                onDone={() => setOpen(false)}
                extra={{ title: "Remove wire", run: () => model.change({ do: "remove-edge", id: edge.id }) }}
              />
            </div>
          )}
        </OnWire>
      )}
      {hot && problem === undefined && spec !== undefined && (
        <OnWire x={path.middle.x} y={path.middle.y}>
          <div className={style.label} style={{ borderColor: hue }}>
            <PortShape type={spec.type} size={10} />
            <b>{spec.type}</b>
            <span>{describeFlow(run?.previews[edge.from], skipped)}</span>
          </div>
        </OnWire>
      )}
    </>
  );
}

/** A wire of the wrong type can be fixed by a node between; that is looked for when someone opens the card. */
function quickFixesOf(model: CanvasModel, edge: GraphEdge, problem: Problem): readonly QuickFix[] {
  const bridges =
    problem.code === "wrong-type" ? bridgeFixes(model.session.get().graph, model, edge.from, edge.to, edge.id) : [];
  return [...(problem.quickFixes ?? []), ...bridges];
}

function useTypeOf(node: string): string | undefined {
  return useGraph((graph) => nodesById(graph).get(node)?.type);
}
