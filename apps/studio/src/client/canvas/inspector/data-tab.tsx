import type { GraphNode } from "@aisle/runtime/graph/graph";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import type { ShelfItem } from "../../api/outputs.ts";
import { PortShape } from "../../ports/port-shape.tsx";
import { keyWords } from "../../ui/key-words.ts";
import { flowWords } from "../node/flow-words.ts";
import { nodeTitle, useCanvas, useGraph, useView } from "../session/canvas-model.ts";
import { FullPreview } from "./full-preview.tsx";
import style from "./inspector.module.css";

/** What came in and went out in the last run, in full. */
export function DataTab({ node, manifest }: { readonly node: GraphNode; readonly manifest: NodeManifest }) {
  const model = useCanvas();
  const run = useView((view) => view.runs[0]);
  const edges = useGraph((graph) => graph.edges);
  const pick = (item: ShelfItem) => model.view.set({ why: { node: node.id, item } });
  if (run === undefined) {
    return (
      <p className="muted small">
        No run yet. Run the pipeline ({keyWords("⌘↵")}) to see what comes in and goes out here.
      </p>
    );
  }
  return (
    <>
      <section className={style.section}>
        <h3>Went out</h3>
        {Object.entries(manifest.outputs).map(([port, spec]) => {
          const preview = run.previews[`${node.id}.${port}`];
          return (
            <div key={port}>
              <div className={style.portLine}>
                <PortShape type={spec.type} filled={preview !== undefined} size={10} />
                <b>{spec.title ?? port}</b>
                <span className="muted">{flowWords(preview, true)}</span>
              </div>
              {preview !== undefined && (
                <FullPreview preview={preview} titleOf={(id) => nodeTitle(model, id)} onPick={pick} />
              )}
            </div>
          );
        })}
      </section>
      <section className={style.section}>
        <h3>Came in</h3>
        {Object.entries(manifest.inputs).map(([port, spec]) => {
          const wires = edges.filter((edge) => edge.to === `${node.id}.${port}`);
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
                    {nodeTitle(model, wire.from.split(".")[0]!)}: {flowWords(run.previews[wire.from], true)}
                  </span>
                </div>
              ))}
            </div>
          );
        })}
      </section>
    </>
  );
}
