import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { useMay } from "../../access/use-may.ts";
import { trpc } from "../../api/trpc.ts";
import { useCanvas, useGraph, useView } from "../session/use-canvas.ts";
import style from "./panels.module.css";

/** Why nodes find no product while the catalogue is empty, or nobody viewed or bought anything yet; and the way out. */
export function NothingToFind() {
  const mayImport = useMay("stock");
  const { manifests } = useCanvas();
  const facts = useView((view) => view.facts);
  const followsShoppers = useGraph((graph) =>
    graph.nodes.some((node) => manifests.get(node.type)?.effects.includes("events") === true),
  );
  // A collection is made of every import: where there is one there are products.
  const enabled = facts.collections.length === 0 || followsShoppers;
  const { data } = useQuery(trpc.catalogue.summary.queryOptions(undefined, { enabled }));
  if (data !== undefined && data.products > 0 && data.events === 0 && followsShoppers)
    return (
      <p className={style.notice}>
        <IconAlertTriangle size={14} stroke={1.5} className="warn" aria-hidden />
        Nobody viewed or bought anything yet: nodes that follow shoppers find little.{" "}
        {mayImport && <Link href="/catalogue">Import events</Link>}
      </p>
    );
  if (data?.products !== 0) return null;
  return (
    <p className={style.notice}>
      <IconAlertTriangle size={14} stroke={1.5} className="warn" aria-hidden />
      Nodes find nothing yet: the catalogue is empty. {mayImport && <Link href="/catalogue">Import products</Link>}
    </p>
  );
}
