import { notifications } from "@mantine/notifications";
import type { RunReport } from "../../api/outputs.ts";
import { announce } from "../../frame/announcer.tsx";
import type { DrawnProduct, OfferMaker, ProductOffer } from "../../products/drawn-product.tsx";
import type { RequestedRule } from "../../products/requested-rule.ts";
import { ordinal } from "../../ui/format.ts";
import { keyLabel } from "../../ui/key-label.ts";
import { shelfOf } from "../inspector/node-shelf.tsx";
import type { CanvasModel } from "../session/canvas-model.ts";
import { buryProduct, pinProduct } from "./product-rules.ts";
import type { RuleChange } from "./rules-node.ts";

/** What can be done with every product that is drawn on an open canvas and in its dialogs. */
export function canvasOffers(model: CanvasModel): OfferMaker {
  return (drawn) => [...ruleOffers(model, drawn), ...whyOffers(model, drawn)];
}

const isDialogOpen = () => document.querySelector("[aria-modal=true]") !== null;

/** The answer's node. */
const answerOf = ({ session, manifests }: CanvasModel) =>
  session.get().graph.nodes.find((node) => manifests.get(node.type)?.role === "answer")?.id;

/** A product's place in what came out of a node, from 1. */
function placeIn(run: RunReport | undefined, node: string | undefined, id: string): number | undefined {
  const items = run === undefined || node === undefined ? [] : (shelfOf(run, node)?.items ?? []);
  const at = items.findIndex((item) => item.id === id);
  return at < 0 ? undefined : at + 1;
}

function ruleOffers(model: CanvasModel, { item, place, node }: DrawnProduct): readonly ProductOffer[] {
  if (!model.canEdit) return [];
  const run = model.view.get().runs[0];
  const at = place ?? placeIn(run, node, item.id) ?? placeIn(run, answerOf(model), item.id);
  return [
    {
      id: "pin",
      title: at === undefined ? "Pin here, to the 1st place" : `Pin here, to the ${ordinal(at)} place`,
      run: () => applyRule(model, pinProduct(model.session.get().graph, model, node, item, at ?? 1)),
    },
    {
      id: "bury",
      title: "Bury this",
      run: () => applyRule(model, buryProduct(model.session.get().graph, model, node, item)),
    },
  ];
}

/** Makes a rule's edit and says what it did, or why it was not made. */
export function applyRule(model: CanvasModel, change: RuleChange): void {
  const result = change.ok ? model.change(change.edit) : change;
  const message =
    change.ok && result.ok
      ? `${change.message} ${keyLabel("⌘Z")} takes it back, ${keyLabel("⌘↵")} runs it.`
      : `Not done: ${result.ok ? "" : result.reason}`;
  notifications.show({ message, autoClose: 8000 });
  // What a notification says is not read out by every screen reader.
  announce(message);
}

/** Makes a rule that was asked for where no canvas was open, in the list of the answer. */
export function applyRequestedRule(model: CanvasModel, rule: RequestedRule): void {
  const { graph } = model.session.get();
  if (rule.do === "pin") applyRule(model, pinProduct(graph, model, undefined, rule.item, rule.place));
  else applyRule(model, buryProduct(graph, model, undefined, rule.item));
}

function whyOffers(model: CanvasModel, { item, node }: DrawnProduct): readonly ProductOffer[] {
  const run = model.view.get().runs[0];
  const refused = run === undefined ? `Run the pipeline first (${keyLabel("⌘↵")}).` : undefined;
  const isAnswered = placeIn(run, answerOf(model), item.id) !== undefined;
  const ask = (askedProduct: string | undefined) => model.view.set({ asking: true, askedProduct, shelfOf: undefined });
  return [
    {
      id: "why",
      title: "Why is it here",
      refused,
      run() {
        const at = node ?? answerOf(model);
        // Under an open dialog the panel could not be read.
        if (at === undefined || (model.view.get().shelfOf === undefined && isDialogOpen())) ask(item.id);
        else
          model.view.set({ why: { node: at, item }, selected: new Set([at]), inspectorOpen: true, shelfOf: undefined });
      },
    },
    {
      id: "why-not",
      title: isAnswered ? "Why not another product" : "Why not in the answer",
      refused,
      run: () => ask(isAnswered ? undefined : item.id),
    },
  ];
}
