import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { PortShape } from "../../ports/port-shape.tsx";
import style from "./inspector.module.css";

/** What a node does, what it takes and gives, and its worked examples. */
export function HelpTab({ manifest }: { readonly manifest: NodeManifest }) {
  const ports = (list: NodeManifest["inputs"]) =>
    Object.entries(list).map(([name, spec]) => (
      <div key={name} className={style.portLine}>
        <PortShape type={spec.type} size={10} />
        <b>{spec.title ?? name}</b>
        <span className="muted">
          {spec.type}
          {spec.arity === "many" ? ", many wires" : spec.arity === "optional" ? ", may stay free" : ""}
        </span>
      </div>
    ));
  return (
    <>
      <p>{manifest.summary}</p>
      {Object.keys(manifest.inputs).length > 0 && (
        <section className={style.section}>
          <h3>Takes</h3>
          {ports(manifest.inputs)}
        </section>
      )}
      {Object.keys(manifest.outputs).length > 0 && (
        <section className={style.section}>
          <h3>Gives</h3>
          {ports(manifest.outputs)}
        </section>
      )}
      {manifest.effects.length > 0 && <p className="muted small">Uses: {manifest.effects.join(", ")}.</p>}
      <section className={style.section}>
        <h3>Examples</h3>
        {manifest.examples.map((example) => (
          <div key={example.title} className={style.example}>
            <b>{example.title}</b>
            {example.config !== undefined && <p className="muted">{JSON.stringify(example.config)}</p>}
            {example.fellBack !== undefined && <p className="warn">Falls back: {example.fellBack}</p>}
          </div>
        ))}
      </section>
      <p className="muted small">
        {manifest.type}, version {manifest.version}
      </p>
    </>
  );
}
