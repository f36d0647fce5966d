import { ActionIcon } from "@mantine/core";
import { IconChevronRight, IconX } from "@tabler/icons-react";
import { Fragment } from "react";
import type { ShelfItem } from "../../api/outputs.ts";
import { Picture } from "../../previews/picture.tsx";
import { stockWords } from "../../previews/stock-mark.tsx";
import { money, ordinal, percent } from "../../ui/format.ts";
import { nodeTitle, useCanvas, useView } from "../session/canvas-model.ts";
import style from "./inspector.module.css";

/** Why a product stands where it stands: what found it, its place after each step, and the rules that moved it. */
export function WhyCard({ item }: { readonly item: ShelfItem }) {
  const model = useCanvas();
  const run = useView((view) => view.runs[0]);
  const places = (run?.steps ?? []).flatMap((step) => {
    for (const [ref, preview] of Object.entries(run?.previews ?? {})) {
      if (!ref.startsWith(`${step.node}.`)) continue;
      if (preview.kind !== "products" && preview.kind !== "answer") continue;
      const at = preview.items.findIndex((candidate) => candidate.id === item.id);
      if (at >= 0) return [{ node: step.node, place: at + 1 }];
    }
    return [];
  });
  return (
    <section className={style.why} aria-label={`Why ${item.title}`}>
      <header className={style.whyHead}>
        <Picture item={item} width={40} height={36} />
        <div className="grow">
          <h3 className="clip" title={item.title}>
            {item.title}
          </h3>
          <p className="muted">
            {item.price === null ? "no price" : money(item.price, item.currency)}, {stockWords(item.stock)}
          </p>
        </div>
        <ActionIcon size="xs" aria-label="Close" onClick={() => model.view.set({ why: undefined })}>
          <IconX size={14} stroke={1.5} />
        </ActionIcon>
      </header>
      {places.length > 0 && (
        <p className={style.path}>
          {places.map(({ node, place }, at) => (
            <Fragment key={node}>
              {at > 0 && <IconChevronRight size={12} aria-hidden />}
              <span>
                <b>{ordinal(place)}</b>
                {nodeTitle(model, node)}
              </span>
            </Fragment>
          ))}
        </p>
      )}
      <table>
        <tbody>
          {item.from.map((source) => (
            <tr key={`${source.node}-${source.rank}`}>
              <td>
                {ordinal(source.rank)} of {nodeTitle(model, source.node)}
              </td>
              <td className="right">{Number(source.score.toPrecision(3))}</td>
            </tr>
          ))}
          {item.effects.map((effect) => (
            <tr key={`${effect.node}-${effect.rule}-${effect.change}`}>
              <td>
                {nodeTitle(model, effect.node)}: {effect.rule}
              </td>
              <td className="right">{effect.change}</td>
            </tr>
          ))}
          {item.propensity !== undefined && (
            <tr>
              <td>Chance of this slot</td>
              <td className="right">{percent(item.propensity)}</td>
            </tr>
          )}
          <tr>
            <td>
              <b>Score</b>
            </td>
            <td className="right">
              <b>{Number(item.score.toPrecision(4))}</b>
            </td>
          </tr>
        </tbody>
      </table>
    </section>
  );
}
