import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { useMay } from "../../access/use-may.ts";
import { trpc } from "../../api/trpc.ts";
import { useView } from "../session/use-canvas.ts";
import style from "./panels.module.css";

/** Why no node shows a product while the catalogue is empty, and the way out. */
export function NoCatalogue() {
  const mayImport = useMay("stock");
  const facts = useView((view) => view.facts);
  // A collection is made of every import: where there is one there are products.
  const summary = useQuery(trpc.catalogue.summary.queryOptions(undefined, { enabled: facts.collections.length === 0 }));
  if (summary.data?.products !== 0) return null;
  return (
    <p className={style.notice}>
      <IconAlertTriangle size={14} stroke={1.5} className="warn" aria-hidden />
      Nodes find nothing yet: the catalogue is empty. {mayImport && <Link href="/catalogue">Import products</Link>}
    </p>
  );
}
