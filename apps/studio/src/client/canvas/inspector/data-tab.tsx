import { type GraphNode, splitPort } from "@aisle/runtime/graph/graph";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import type { ShelfItem } from "../../api/outputs.ts";
import { PortShape } from "../../ports/port-shape.tsx";
import { keyLabel } from "../../ui/key-label.ts";
import { StepOutcome } from "../../ui/step-outcome.tsx";
import { describeFlow } from "../node/describe-flow.ts";
import { nodeTitle } from "../session/canvas-model.ts";
import { useCanvas, useGraph, useView } from "../session/use-canvas.ts";
import { FullPreview } from "./full-preview.tsx";
import style from "./inspector.module.css";
import { NearShelf } from "./near-shelf.tsx";
import { PinButton, PinLine } from "./pin-line.tsx";

/** What came in and went out in the last run, in full, with what is pinned. */
export function DataTab({ node, manifest }: { readonly node: GraphNode; readonly manifest: NodeManifest }) {
  const model = useCanvas();
  const run = useView((view) => view.runs[0]);
  const lastGood = useView((view) => view.lastGood);
  const edges = useGraph((graph) => graph.edges);
  const pick = (item: ShelfItem) => model.view.set({ why: { node: node.id, item } });
  const titleOf = (id: string) => nodeTitle(model, id);
  const step = run?.steps.find((one) => one.node === node.id);
  const notes = run?.problems.filter((problem) => problem.node === node.id && problem.severity === "note") ?? [];
  const incoming = edges.filter((edge) => splitPort(edge.to).node === node.id);
  const lists = Object.entries(manifest.inputs).filter(([, spec]) => spec.type === "Products");
  const [only] = lists.length === 1 && lists[0]![1].arity !== "many" ? lists[0]! : [];
  const source = incoming.find((edge) => splitPort(edge.to).port === only)?.from;
  const before = source === undefined ? undefined : run?.previews[source];
  return (
    <>
      {run === undefined && (
        <p className="muted small">
          No run yet. Run the pipeline ({keyLabel("⌘↵")}) to see what comes in and goes out here.
        </p>
      )}
      {step !== undefined && <StepOutcome step={step} />}
      {notes.map(({ message }) => (
        <p key={message} className={`${style.problem} ${style.warning}`}>
          {message}
        </p>
      ))}
      <section className={style.section}>
        <h3>Went out</h3>
        {Object.entries(manifest.outputs).map(([port, spec]) => {
          const ref = `${node.id}.${port}`;
          const fresh = run?.previews[ref];
          const earlier = fresh === undefined ? lastGood.get(ref) : undefined;
          const preview = fresh ?? earlier?.preview;
          return (
            <div key={port} className={style.port}>
              <div className={style.portLine}>
                <PortShape type={spec.type} filled={fresh !== undefined} size={10} />
                <b>{spec.title ?? port}</b>
                <span className="muted grow clip">
                  {earlier === undefined
                    ? describeFlow(fresh, run !== undefined)
                    : `last good run, rev ${earlier.revision}`}
                </span>
                <PinButton port={ref} name={spec.title ?? port} />
              </div>
              <PinLine port={ref} type={spec.type} />
              {preview !== undefined && (
                <FullPreview
                  preview={preview}
                  node={node.id}
                  before={before?.kind === "products" ? before : undefined}
                  titleOf={titleOf}
                  onPick={fresh === undefined ? undefined : pick}
                />
              )}
              {fresh?.kind === "vector" && run !== undefined && (
                <NearShelf port={ref} runId={run.runId} onPick={pick} />
              )}
            </div>
          );
        })}
      </section>
      {Object.keys(manifest.inputs).length > 0 && (
        <section className={style.section}>
          <h3>Came in</h3>
          {Object.entries(manifest.inputs).map(([port, spec]) => {
            const wires = incoming.filter((edge) => splitPort(edge.to).port === port);
            return (
              <div key={port}>
                {wires.length === 0 && (
                  <div className={style.portLine}>
                    <PortShape type={spec.type} filled={false} size={10} />
                    <b>{spec.title ?? port}</b>
                    <span className="muted">no wire</span>
                  </div>
                )}
                {wires.map((wire) => (
                  <div key={wire.id} className={style.portLine}>
                    <PortShape type={spec.type} size={10} />
                    <b>{spec.title ?? port}</b>
                    <span className="muted clip">
                      {titleOf(splitPort(wire.from).node)}: {describeFlow(run?.previews[wire.from], run !== undefined)}
                    </span>
                  </div>
                ))}
              </div>
            );
          })}
        </section>
      )}
    </>
  );
}
