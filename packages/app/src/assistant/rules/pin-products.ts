import type { GraphNode } from "@aisle/runtime/graph/graph";
import type { Json, JsonObject } from "@aisle/runtime/json";
import { numberOf } from "../amounts.ts";
import { short } from "../node-names.ts";
import { NotDone } from "../not-done.ts";
import { readCondition } from "../product-condition.ts";
import { addThrough } from "../product-lists.ts";
import { isNewness } from "../product-qualities.ts";
import type { NamedProduct } from "../proposal.ts";
import type { Sketch } from "../sketch.ts";
import type { Rule } from "./rule.ts";

const ordinals: { readonly [word: string]: number } = {
  top: 1,
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
};
const ordinal = Object.keys(ordinals).join("|");
/** “Put the Otter gloves in second place”: a product that is not called pinned. */
const put = new RegExp(
  `^(?:always )?(?:put|show|place|set|move|fix|keep|stick)\\s+(.+?)\\s+(?:always\\s+)?(?:(?:in|on|at|to|as)\\s+)?(?:the\\s+)?(?:(?:place|position|slot|spot|number)\\s+)?(\\d+|${ordinal})(?:st|nd|rd|th)?(?:\\s+(?:place|position|slot|spot))?$`,
  "i",
);
const form = new RegExp(
  `^pin\\s+(?:the )?(?:products?\\s+)?(.+?)(?:\\s+(?:(?:to|at|in|on|as)\\s+)?(?:the\\s+)?(?:(?:place|position|slot|spot|number)\\s+)?(\\d+|${ordinal})(?:st|nd|rd|th)?(?:\\s+(?:place|position|slot|spot))?)?$`,
  "i",
);

/** Products that always stand in a place. */
export const pinProducts: Rule = {
  like: "pin NF-10001 first",
  read(part, sketch) {
    const off = /^(?:unpin|stop pinning|remove the pin (?:of|from|on))\s+(?:the )?(?:products?\s+)?(.+)$/i.exec(part);
    if (off !== null) return unpin(off[1]!, sketch);
    const shown = put.exec(part);
    const match = form.exec(shown === null ? part : `pin ${shown[1]} ${shown[2]}`);
    if (match === null) return false;
    const ids =
      shown === null
        ? idsOf(match[1]!, sketch)
        : idsPut(match[1]!, /\b(?:place|position|slot|spot)\b/i.test(part), sketch);
    if (ids === undefined) return false;
    const said = match[2]?.toLowerCase() ?? "first";
    const place = ordinals[said] ?? numberOf(said) ?? 1;
    const node = rulesNode(sketch);
    const pins = listOf(node, "pins").filter((pin) => !ids.includes(String((pin as JsonObject).productId)));
    sketch.set(node, ["pins"], [...pins, ...ids.map((productId, at) => ({ productId, place: place + at }))]);
    return true;
  },
};

function unpin(text: string, sketch: Sketch): boolean {
  const ids = idsOf(text, sketch);
  for (const node of sketch.ofType("rules.pin-and-boost")) {
    const pins = listOf(node, "pins");
    const remaining = pins.filter((pin) => !ids.includes(String((pin as JsonObject).productId)));
    if (remaining.length === pins.length) continue;
    sketch.set(node, ["pins"], remaining);
    return true;
  }
  throw new NotDone("No such product is pinned here.");
}

/** Ids, or the ids of products that are named by their titles. */
function idsOf(text: string, sketch: Sketch): readonly string[] {
  const names = text.split(/\s*,\s*|\s+and\s+|\s*&\s*/i).map(unquoted);
  return names.every(isId) ? names : [productNamed(unquoted(text), sketch).id];
}

/** What is put first may be a product, or products of a kind: then it is no pin. A place by its number takes one product. */
function idsPut(text: string, isPlace: boolean, sketch: Sketch): readonly string[] | undefined {
  const name = unquoted(text);
  if (/\d/.test(name) && isId(name)) return [name];
  return (!isPlace && isOfAKind(name, sketch)) || sketch.productsCalled(name).length === 0
    ? undefined
    : [productNamed(name, sketch).id];
}

function isOfAKind(name: string, sketch: Sketch): boolean {
  if (isNewness(name)) return true;
  try {
    readCondition(name, sketch.situation.shop, false);
    return true;
  } catch (error) {
    if (error instanceof NotDone) return false;
    throw error;
  }
}

const isId = (text: string) => /^[\w.:/#-]{1,200}$/.test(text);
const unquoted = (text: string) => text.trim().replace(/^[“"']|[”"']$/g, "");

/** The one product of this title, or whose title has these words. Throws `NotDone` with those it may be. */
function productNamed(text: string, sketch: Sketch): NamedProduct {
  const found = sketch.productsCalled(text);
  const exact = found.filter(({ title }) => title.toLowerCase() === text.toLowerCase());
  const [product] = exact.length === 1 ? exact : found;
  if (product === undefined)
    throw new NotDone(
      `No product here is called “${short(text)}”. Products can be named by their id too: “pin NF-10001 first”.`,
    );
  if (found.length === 1 || exact.length === 1) return product;
  const some = found.slice(0, 4).map(({ id, title }) => `${short(title)} (${id})`);
  throw new NotDone(`Several products are called so: ${some.join("; ")}. Which one? Say its id.`);
}

/** The Pin & boost that is there, or a new one where rules stand. */
export function rulesNode(sketch: Sketch): GraphNode {
  const there = sketch.ofType("rules.pin-and-boost");
  const chosen = there.find(({ id }) => sketch.situation.selected.includes(id));
  return chosen ?? there.at(-1) ?? addThrough(sketch, "rules.pin-and-boost");
}

/** A list in a node's config, empty while nothing is set. */
export function listOf(node: GraphNode, field: string): readonly Json[] {
  const value = node.config[field];
  return Array.isArray(value) ? value : [];
}
