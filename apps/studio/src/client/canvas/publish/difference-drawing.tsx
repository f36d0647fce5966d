import { type Graph, type GraphNode, splitPort } from "@aisle/runtime/graph/graph";
import type { GraphDifference } from "@aisle/runtime/graph/graph-difference";
import { Box } from "@mantine/core";
import { IconMinus, IconPencil, IconPlus } from "@tabler/icons-react";
import type { CSSProperties } from "react";
import { graphColumns } from "../../graph-columns.ts";
import { portHue } from "../../ports/port-hue.ts";
import { counted } from "../../ui/format.ts";
import { NodeIcon } from "../node/node-icon.tsx";
import type { CanvasModel } from "../session/canvas-model.ts";
import { type ChangeGroup, nodeTitleOf, type Sign } from "./change-groups.ts";
import style from "./publish.module.css";

const box = { width: 132, height: 48, across: 28, down: 12 };

const signs = { added: IconPlus, removed: IconMinus, changed: IconPencil } as const;

/** The sign of a change, drawn; its word stands beside it. */
export function SignIcon({ sign, size = 12 }: { readonly sign: Sign; readonly size?: number }) {
  const Icon = signs[sign];
  return <Icon size={size} stroke={2} aria-hidden />;
}

function describeGroup(sign: Sign, group: ChangeGroup): string {
  return sign === "changed" ? counted(group.lines.length, "change") : sign;
}

interface Placed {
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
}

function layOut(nodes: readonly GraphNode[], edges: Graph["edges"]) {
  const columns = graphColumns({ nodes, edges });
  const stacks = new Map<number, GraphNode[]>();
  for (const node of nodes) {
    const column = columns.get(node.id) ?? 0;
    stacks.set(column, [...(stacks.get(column) ?? []), node]);
  }
  const tallest = Math.max(1, ...[...stacks.values()].map((stack) => stack.length));
  const height = tallest * (box.height + box.down) - box.down;
  const places = new Map<string, Placed>();
  for (const [column, stack] of stacks) {
    const own = stack.length * (box.height + box.down) - box.down;
    stack.forEach((node, at) => {
      const y = (height - own) / 2 + at * (box.height + box.down);
      places.set(node.id, { node, x: column * (box.width + box.across), y });
    });
  }
  const last = Math.max(0, ...columns.values());
  return { places, width: last * (box.width + box.across) + box.width, height };
}

/** Both graphs as one drawing: what came, what went (dashed), what changed; each by colour, sign and word. */
export function DifferenceDrawing({
  before,
  after,
  difference,
  groups,
  model,
  onPick,
}: {
  readonly before: Graph;
  readonly after: Graph;
  readonly difference: GraphDifference;
  readonly groups: readonly ChangeGroup[];
  readonly model: CanvasModel;
  /** A node with changes was chosen. */
  readonly onPick: (id: string) => void;
}) {
  const nodes = [...after.nodes, ...difference.nodes.removed];
  const gone = new Set(difference.wires.removed.map((edge) => edge.id));
  const fresh = new Set(difference.wires.added.map((edge) => edge.id));
  const edges = [...after.edges, ...before.edges.filter((edge) => gone.has(edge.id))];
  const { places, width, height } = layOut(nodes, edges);
  const changes = new Map(groups.map((group) => [group.id, group]));
  const typeOf = (ref: string) => {
    const { node, port } = splitPort(ref);
    return model.manifests.get(places.get(node)?.node.type ?? "")?.outputs[port]?.type;
  };
  const size = { "--wide": width, "--high": height } as CSSProperties;
  return (
    // A large graph is scrolled, by the keyboard too.
    <Box component="section" className={style.drawing} aria-label="The graph, what changed marked" tabIndex={0}>
      <div className={style.sheet} style={size}>
        <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          {edges.map((edge) => {
            const a = places.get(splitPort(edge.from).node);
            const b = places.get(splitPort(edge.to).node);
            if (a === undefined || b === undefined) return null;
            const [x1, y1, x2, y2] = [a.x + box.width, a.y + box.height / 2, b.x, b.y + box.height / 2];
            const bend = Math.max(12, (x2 - x1) / 2);
            const sign = gone.has(edge.id) ? style.gone : fresh.has(edge.id) ? style.fresh : "";
            return (
              <path
                key={`${edge.id} ${sign}`}
                className={sign}
                d={`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}
                fill="none"
                stroke={portHue(typeOf(edge.from))}
              />
            );
          })}
        </svg>
        {[...places.values()].map(({ node, x, y }) => {
          const group = changes.get(node.id);
          const where = { "--x": x, "--y": y } as CSSProperties;
          const title = nodeTitleOf(node, model.manifests) ?? node.type;
          const inside = (
            <>
              <span className={style.boxTitle}>
                <NodeIcon name={model.manifests.get(node.type)?.icon} icons={model.icons} size={14} />
                <span>{title}</span>
              </span>
              {group !== undefined && (
                <span className={style.boxSign}>
                  <SignIcon sign={group.sign} />
                  {describeGroup(group.sign, group)}
                </span>
              )}
            </>
          );
          return group === undefined ? (
            <div key={node.id} className={style.box} style={where} title={title}>
              {inside}
            </div>
          ) : (
            <button
              key={node.id}
              type="button"
              className={`${style.box} ${style[group.sign]}`}
              style={where}
              title={title}
              onClick={() => onPick(node.id)}
            >
              {inside}
            </button>
          );
        })}
      </div>
    </Box>
  );
}
