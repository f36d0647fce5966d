import "@xyflow/react/dist/style.css";
import { ReactFlow } from "@xyflow/react";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { largeGraph } from "./large-graph.ts";

const { nodes, edges } = largeGraph();
const given = new URLSearchParams(location.search);
const number = (name: string) => Number(given.get(name));

/** React Flow as it comes: its own nodes and edges, at the places and from the view of the pipeline it is compared with. */
createRoot(document.getElementById("root")!).render(
  createElement(
    "div",
    {
      style: {
        position: "fixed",
        left: number("left"),
        top: number("top"),
        width: number("width"),
        height: number("height"),
      },
    },
    createElement(ReactFlow, {
      defaultNodes: nodes.map(({ id, position }) => ({ id, position, data: { label: id }, width: 188, height: 136 })),
      defaultEdges: edges.map(({ id, from, to }) => ({ id, source: from.split(".")[0]!, target: to.split(".")[0]! })),
      defaultViewport: { x: number("x"), y: number("y"), zoom: number("zoom") },
      minZoom: 0.2,
      maxZoom: 2,
      panOnScroll: true,
      proOptions: { hideAttribution: true },
    }),
  ),
);
