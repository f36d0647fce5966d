import { splitPort } from "@aisle/runtime/graph/graph";
import { IconAlertTriangle, IconBoxMultiple } from "@tabler/icons-react";
import { CardPreview } from "../node/card-preview.tsx";
import style from "../node/node.module.css";
import { NodePort } from "../node/node-port.tsx";
import { itemOf } from "../session/canvas-item.ts";
import { nodeTitle } from "../session/canvas-model.ts";
import { useCanvas, useGraph, useProblems, useView } from "../session/use-canvas.ts";
import { groupPorts } from "./group-ports.ts";
import { describeTally, GroupTally, tallyOf } from "./group-tally.tsx";

const firstPort = 58;
const portStep = 28;

/** A collapsed group as one card: its own ports, the preview of its main output, and how its members ended. */
export function GroupCard({ id: key, selected }: { readonly id: string; readonly selected: boolean }) {
  const model = useCanvas();
  const { id } = itemOf(key);
  const group = useGraph((graph) => graph.groups.find((candidate) => candidate.id === id));
  const graph = useGraph((all) => all);
  const run = useView((view) => view.runs[0]);
  const running = useView((view) => view.running);
  const lastGood = useView((view) => view.lastGood);
  const problems = useProblems();
  // The inspector may show a member, which stands on no card of its own.
  const holdsChosen = useView(
    (view) => view.selected.size === 1 && group?.nodes.includes([...view.selected][0]!) === true,
  );
  if (group === undefined) return null;
  const ports = groupPorts(graph, group, model.manifests);
  const inputs = ports.filter((port) => port.side === "inputs");
  const outputs = ports.filter((port) => port.side === "outputs");
  const members = new Set(group.nodes);
  const wrong = problems.filter((one) => one.severity === "error" && one.node !== undefined && members.has(one.node));
  const fresh = outputs.map(({ ref }) => run?.previews[ref]).find((one) => one !== undefined);
  const shown = fresh ?? outputs.map(({ ref }) => lastGood.get(ref)?.preview).find((one) => one !== undefined);
  const main = outputs[0] === undefined ? id : splitPort(outputs[0].ref).node;
  const tally = tallyOf(run, group.nodes);
  const rows = Math.max(inputs.length, outputs.length, 1);
  const nodes = group.nodes.length === 1 ? "1 node" : `${group.nodes.length} nodes`;
  return (
    <article
      className={`${style.node} ${style.stack} ${selected || holdsChosen ? style.selected : wrong.length > 0 ? style.problem : ""}`}
      style={{ minHeight: firstPort + (rows - 1) * portStep + 40 }}
      aria-label={group.title}
      data-title={group.title}
      data-outcome={describeTally(tally)}
    >
      {inputs.map((port, at) => (
        <NodePort
          key={port.ref}
          {...splitPort(port.ref)}
          handle={port.ref}
          label={port.name}
          spec={port.spec}
          side="in"
          top={firstPort + at * portStep}
        />
      ))}
      <div className={style.full}>
        <header className={style.head}>
          <IconBoxMultiple size={16} stroke={1.5} aria-hidden />
          <h2 className="clip" title={group.title}>
            {group.title}
          </h2>
          {wrong.length > 0 && (
            <span className={style.mark} title={wrong[0]!.message}>
              <IconAlertTriangle size={14} stroke={1.75} role="img" aria-label={`${wrong.length} to fix inside`} />
            </span>
          )}
        </header>
        <p className={`${style.caption} clip`} title={group.nodes.map((member) => nodeTitle(model, member)).join(", ")}>
          {nodes}: {group.nodes.map((member) => nodeTitle(model, member)).join(", ")}
        </p>
        <div className={style.body}>
          {shown === undefined ? (
            <p className={style.hint}>
              {outputs.length === 0 ? "No wire leads out of it" : "Run to see the data here"}
            </p>
          ) : (
            <div className={fresh === undefined ? style.old : ""}>
              <CardPreview
                preview={shown}
                before={undefined}
                node={main}
                joins={false}
                titleOf={(of) => nodeTitle(model, of)}
              />
            </div>
          )}
        </div>
        <GroupTally tally={tally} />
      </div>
      {running && <span className={style.running} />}
      <span id={`says-${key}`} className="unseen">
        {`Collapsed group of ${nodes}. ${describeTally(tally)}. Inputs: ${names(inputs)}. Outputs: ${names(outputs)}.`}
      </span>
      {outputs.map((port, at) => (
        <NodePort
          key={port.ref}
          {...splitPort(port.ref)}
          handle={port.ref}
          label={port.name}
          spec={port.spec}
          side="out"
          top={firstPort + at * portStep}
        />
      ))}
    </article>
  );
}

const names = (ports: readonly { readonly name: string }[]) =>
  ports.length === 0 ? "none" : ports.map(({ name }) => name).join("; ");
