import { splitPort } from "@aisle/runtime/graph/graph";
import { edgeIndex } from "@aisle/runtime/graph/graph-index";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ShelfItem } from "../../api/outputs.ts";
import { MadeUpProducts, ProductsOfNode } from "../../products/drawn-product.tsx";
import { HealthMark } from "../health/health-mark.tsx";
import { PresenceMark } from "../people/presence-mark.tsx";
import { nodeTitle } from "../session/canvas-model.ts";
import { useCanvas, useEarlier, useGraph, useNode, useNodeProblem, useStale, useView } from "../session/use-canvas.ts";
import { BuildingMark } from "./building-mark.tsx";
import { captionOf } from "./caption.ts";
import { CardPreview } from "./card-preview.tsx";
import { examplePreview } from "./example-preview.ts";
import style from "./node.module.css";
import { NodeIcon } from "./node-icon.tsx";
import { NodePort } from "./node-port.tsx";
import { NodeSpeech } from "./node-speech.tsx";
import { OutcomeFooter, outcomeWord } from "./outcome-footer.tsx";
import { PinMark } from "./pin-mark.tsx";
import { searchedCollection } from "./searched-collection.ts";
import { drawsShelf, shelfTiles } from "./shelf-tiles.ts";

const firstPort = 58;
const portStep = 28;

/** A node on the canvas: title, one line of config, a preview made for its type, outcome and time. */
export function NodeCard({ id, selected }: { readonly id: string; readonly selected: boolean }) {
  const model = useCanvas();
  const { node, manifest } = useNode(id);
  const run = useView((view) => view.runs[0]);
  const running = useView((view) => view.running);
  const lastGood = useView((view) => view.lastGood);
  const incoming = useGraph(
    (graph) => (edgeIndex(graph).into.get(id) ?? []).map((edge) => edge.from),
    (a, b) => a.join() === b.join(),
  );
  const wiredPorts = useGraph((graph) =>
    (edgeIndex(graph).outOf.get(id) ?? []).map((edge) => splitPort(edge.from).port).join(),
  );
  const stale = useStale(id);
  const earlier = useEarlier();
  const problem = useNodeProblem(id);
  if (node === undefined) return null;
  if (manifest === undefined) return <BrokenCard id={id} type={node.type} selected={selected} />;

  const title = node.title ?? manifest.title;
  const searched = searchedCollection(node, manifest);
  const step = run?.steps.find((candidate) => candidate.node === id);
  const wired = new Set(wiredPorts.split(","));
  const inputs = Object.entries(manifest.inputs);
  const outputs = Object.entries(manifest.outputs);
  const fresh = outputs
    .toSorted(([a], [b]) => Number(wired.has(b)) - Number(wired.has(a)))
    .filter(([port], at) => at === 0 || wired.has(port))
    .map(([port]) => run?.previews[`${id}.${port}`])
    .filter((one) => one !== undefined);
  const earlierOutput = outputs.map(([port]) => lastGood.get(`${id}.${port}`)).find((one) => one !== undefined);
  const shown = fresh[0] ?? earlierOutput?.preview;
  const example = shown === undefined ? examplePreview(manifest) : undefined;
  const single = inputs.filter(([, spec]) => spec.type === "Products" && spec.arity !== "many").length === 1;
  const source = single && incoming.length > 0 ? incoming.map((ref) => run?.previews[ref]) : [];
  const before = source.find((one) => one?.kind === "products");
  const moved = shown?.kind === "products" && before !== undefined ? shelfTiles(shown, before, id, 4).moved : 0;
  const joins = inputs.some(([, spec]) => spec.type === "Products" && spec.arity === "many" && spec.lazy !== true);
  const minHeight = firstPort + (Math.max(inputs.length, outputs.length) - 1) * portStep + 40;
  const pick = (item: ShelfItem) =>
    model.view.set({ why: { node: id, item }, selected: new Set([id]), inspectorOpen: true });
  // Over a shelf the words take the place of the prices; other previews keep their own.
  const over = drawsShelf(shown ?? example);
  const titleOf = (of: string) => nodeTitle(model, of);

  return (
    <article
      className={`${style.node} ${selected ? style.selected : problem === undefined ? "" : style.problem}`}
      style={{ minHeight }}
      aria-label={title}
      data-title={title}
      data-outcome={outcomeWord(step, stale)}
    >
      {inputs.map(([port, spec], at) => (
        <NodePort key={port} node={id} port={port} spec={spec} side="in" top={firstPort + at * portStep} />
      ))}
      <div className={style.full}>
        <header className={style.head}>
          <NodeIcon name={manifest.icon} icons={model.icons} />
          <h2 className="clip" title={title}>
            {title}
          </h2>
          {problem !== undefined && (
            <span className={style.mark} title={problem.message}>
              <IconAlertTriangle size={14} stroke={1.75} role="img" aria-label={`To fix: ${problem.message}`} />
            </span>
          )}
        </header>
        <p className={style.caption} title={manifest.summary}>
          <span className="grow clip">{captionOf(node, manifest)}</span>
          <PinMark id={id} />
        </p>
        <div className={style.body}>
          {shown !== undefined ? (
            <>
              <div className={fresh.length === 0 || stale ? style.old : ""}>
                {(fresh.length === 0 ? [shown] : fresh.slice(0, 2)).map((one, at) => (
                  <div key={one.kind} style={at === 0 ? undefined : { marginTop: 8 }}>
                    <ProductsOfNode value={id}>
                      <CardPreview
                        preview={one}
                        before={before}
                        node={id}
                        joins={joins}
                        titleOf={titleOf}
                        onPick={pick}
                      />
                    </ProductsOfNode>
                  </div>
                ))}
              </div>
              {fresh.length === 0 && earlierOutput !== undefined ? (
                <span className={`${style.since} ${over ? style.over : ""}`}>
                  Last good run, rev {earlierOutput.revision}
                </span>
              ) : (
                stale &&
                run !== undefined && (
                  <span className={`${style.since} ${over ? style.over : ""}`}>Ran in rev {run.revision}</span>
                )
              )}
            </>
          ) : example !== undefined ? (
            <>
              <div className={style.old}>
                <MadeUpProducts>
                  <CardPreview preview={example} before={undefined} node={id} joins={false} titleOf={titleOf} />
                </MadeUpProducts>
              </div>
              <span className={`${style.since} ${over ? style.over : ""}`}>Example</span>
            </>
          ) : (
            <p className={style.hint}>{problem === undefined ? "Run to see the data here" : problem.message}</p>
          )}
        </div>
        {searched !== undefined && <BuildingMark searched={searched} />}
        <HealthMark id={id} />
        <OutcomeFooter
          step={step}
          preview={fresh[0]}
          moved={moved}
          leftOut={run?.leftOut.includes(id) ?? false}
          stale={stale}
          earlier={earlier}
          onShowAll={() => model.view.set({ shelfOf: id })}
        />
      </div>
      {running && <span className={style.running} />}
      <NodeSpeech id={id} />
      <PresenceMark id={id} />
      {outputs.map(([port, spec], at) => (
        <NodePort key={port} node={id} port={port} spec={spec} side="out" top={firstPort + at * portStep} />
      ))}
    </article>
  );
}

/** A node whose type is not installed: it keeps its place and wires, marked broken. */
function BrokenCard({
  id,
  type,
  selected,
}: {
  readonly id: string;
  readonly type: string;
  readonly selected: boolean;
}) {
  const ports = useGraph(
    (graph) => ({
      ins: [...new Set((edgeIndex(graph).into.get(id) ?? []).map((edge) => splitPort(edge.to).port))],
      outs: [...new Set((edgeIndex(graph).outOf.get(id) ?? []).map((edge) => splitPort(edge.from).port))],
    }),
    (a, b) => a.ins.join() === b.ins.join() && a.outs.join() === b.outs.join(),
  );
  const spec = { type: "Json", arity: "optional" } as const;
  return (
    <article
      className={`${style.node} ${style.problem} ${style.broken} ${selected ? style.selected : ""}`}
      aria-label={type}
    >
      {ports.ins.map((port, at) => (
        <NodePort key={port} node={id} port={port} spec={spec} side="in" top={firstPort + at * portStep} />
      ))}
      <header className={style.head}>
        <IconAlertTriangle size={16} stroke={1.5} aria-hidden />
        <h2 className="clip">{type}</h2>
      </header>
      <p className={style.caption}>not installed</p>
      <p className={style.body}>Install the package that holds this node, or replace it. Its wires stay.</p>
      <NodeSpeech id={id} />
      {ports.outs.map((port, at) => (
        <NodePort key={port} node={id} port={port} spec={spec} side="out" top={firstPort + at * portStep} />
      ))}
    </article>
  );
}
