import { edgeIndex } from "@aisle/runtime/graph/graph-index";
import type { PortSpec } from "@aisle/runtime/node-sdk/port-type";
import { PortShape } from "../../ports/port-shape.tsx";
import { PortHandle } from "../flow/flow-parts.tsx";
import { humanName } from "../form/field-kind.ts";
import { useGraph, useView } from "../session/use-canvas.ts";
import style from "./node.module.css";

/** A port on a card: shape and colour show the type; filled when wired; while a wire is drawn, ports that fit grow. */
export function NodePort({
  node,
  port,
  spec,
  side,
  top,
  handle = port,
  label,
}: {
  readonly node: string;
  readonly port: string;
  readonly spec: PortSpec;
  readonly side: "in" | "out";
  readonly top: number;
  /** What the canvas calls it, where that is not the port's own name: on the card of a group. */
  readonly handle?: string;
  readonly label?: string;
}) {
  const ref = `${node}.${port}`;
  const wired = useGraph((graph) => {
    const { filledInputs, filledOutputs } = edgeIndex(graph);
    return (side === "in" ? filledInputs : filledOutputs).has(ref);
  });
  const wiring = useView((view) =>
    view.wiring === undefined || view.wiring.from === ref
      ? ""
      : side === "in" && view.wiring.fits.has(ref)
        ? "fits"
        : "fades",
  );
  const name = label ?? spec.title ?? humanName(port);
  return (
    <PortHandle
      port={handle}
      name={`${side === "in" ? "Input" : "Output"} ${name}, ${spec.type}, ${wired ? "wired" : "free"}`}
      side={side}
      top={top}
      className={`${style.port} ${side === "in" ? style.in : style.outside} ${wiring === "" ? "" : style[wiring]}`}
    >
      <PortShape type={spec.type} filled={wired} tall={spec.arity === "many"} />
      <span className={style.portName}>
        {name}
        {name.toLowerCase() === spec.type.toLowerCase() ? "" : ` · ${spec.type}`}
        {spec.arity === "optional" ? ", may stay free" : spec.arity === "many" ? ", many wires" : ""}
      </span>
    </PortHandle>
  );
}
