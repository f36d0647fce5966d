import type { NodeCatalogue, Template } from "../api/outputs.ts";
import { NodeIcon } from "../canvas/node/node-icon.tsx";
import { graphColumns } from "../graph-columns.ts";
import { portHue } from "../ports/port-hue.ts";

const width = 34;
const height = 20;
const step = 54;

/** A graph in small: boxes with their nodes' icons, wires in their types' colours. Any layout is squeezed into the frame. */
export function GraphDrawing({
  graph,
  catalogue,
  className,
}: {
  readonly graph: Template["graph"];
  readonly catalogue: NodeCatalogue | undefined;
  readonly className?: string | undefined;
}) {
  const columns = graphColumns(graph);
  const maxColumn = Math.max(0, ...columns.values());
  const manifests = new Map((catalogue?.manifests ?? []).map((manifest) => [manifest.type, manifest]));
  const stacks = new Map<number, string[]>();
  for (const [id, column] of columns) stacks.set(column, [...(stacks.get(column) ?? []), id]);
  const tallest = Math.max(1, ...[...stacks.values()].map((stack) => stack.length));
  const room = height + (tallest > 3 ? 4 : 8);
  const tall = Math.max(96, tallest * room + 16);
  const place = (id: string) => {
    const column = columns.get(id) ?? 0;
    const stack = stacks.get(column) ?? [id];
    return {
      x: 20 + step * column,
      y: tall / 2 - height / 2 + (stack.indexOf(id) - (stack.length - 1) / 2) * room,
    };
  };
  const span = 40 + width + step * maxColumn;
  return (
    <svg
      className={className}
      viewBox={`0 0 ${Math.max(span, 200)} ${tall}`}
      preserveAspectRatio="xMidYMid meet"
      aria-hidden="true"
    >
      {graph.edges.map((edge) => {
        const [from = "", port = ""] = edge.from.split(".");
        const to = edge.to.split(".")[0] ?? "";
        const a = place(from);
        const b = place(to);
        const type = manifests.get(graph.nodes.find((node) => node.id === from)?.type ?? "")?.outputs[port]?.type;
        const x1 = a.x + width;
        const y1 = a.y + height / 2;
        const y2 = b.y + height / 2;
        const bend = Math.max(8, (b.x - x1) / 2);
        return (
          <path
            key={edge.id}
            d={`M${x1} ${y1}C${x1 + bend} ${y1} ${b.x - bend} ${y2} ${b.x} ${y2}`}
            fill="none"
            stroke={portHue(type)}
            strokeWidth="1.25"
            opacity="0.8"
          />
        );
      })}
      {graph.nodes.map((node) => {
        const { x, y } = place(node.id);
        return (
          <g key={node.id} transform={`translate(${x} ${y})`}>
            <rect width={width} height={height} rx="5" fill="var(--panel)" stroke="var(--line-strong)" />
            {catalogue !== undefined && (
              <g transform={`translate(${(width - 11) / 2} ${(height - 11) / 2})`} color="var(--ink)">
                <NodeIcon name={manifests.get(node.type)?.icon} icons={catalogue.icons} size={11} />
              </g>
            )}
          </g>
        );
      })}
    </svg>
  );
}
