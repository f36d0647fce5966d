import type { GraphNode } from "@aisle/runtime/graph/graph";
import type { Json, JsonObject } from "@aisle/runtime/json";
import { numberOf } from "../amounts.ts";
import { NotDone } from "../not-done.ts";
import { addThrough } from "../product-lists.ts";
import type { Sketch } from "../sketch.ts";
import type { Rule } from "./rule.ts";

const ordinals: { readonly [word: string]: number } = { first: 1, top: 1, second: 2, third: 3, fourth: 4, fifth: 5 };
const form =
  /^pin\s+(?:the )?(?:products?\s+)?(.+?)(?:\s+(?:(?:to|at|in|on|as)\s+)?(?:the\s+)?(?:(?:place|position|slot|spot|number)\s+)?(\d+|first|top|second|third|fourth|fifth)(?:st|nd|rd|th)?(?:\s+(?:place|position|slot|spot))?)?$/i;

/** Products that always stand in a place. */
export const pinProducts: Rule = {
  like: "pin NF-10001 first",
  read(part, sketch) {
    const off = /^unpin\s+(?:the )?(?:products?\s+)?(.+)$/i.exec(part);
    if (off !== null) return unpin(off[1]!, sketch);
    // “Put NF-10001 first”: an id is told from a name by its digits.
    const shown = /^(?:put|always show|show|place)\s+(\S*\d\S*)\s+(?:always\s+)?(first|on top|at the top)$/i.exec(part);
    const match = form.exec(shown === null ? part : `pin ${shown[1]} first`);
    if (match === null) return false;
    const ids = idsOf(match[1]!);
    const said = match[2]?.toLowerCase() ?? "first";
    const place = ordinals[said] ?? numberOf(said) ?? 1;
    const node = rulesNode(sketch);
    const pins = listOf(node, "pins").filter((pin) => !ids.includes(String((pin as JsonObject).productId)));
    sketch.set(node, ["pins"], [...pins, ...ids.map((productId, at) => ({ productId, place: place + at }))]);
    return true;
  },
};

function unpin(text: string, sketch: Sketch): boolean {
  const ids = idsOf(text);
  for (const node of sketch.ofType("rules.pin-and-boost")) {
    const pins = listOf(node, "pins");
    const kept = pins.filter((pin) => !ids.includes(String((pin as JsonObject).productId)));
    if (kept.length === pins.length) continue;
    sketch.set(node, ["pins"], kept);
    return true;
  }
  throw new NotDone("No such product is pinned here.");
}

function idsOf(text: string): readonly string[] {
  const ids = text.split(/\s*,\s*|\s+and\s+|\s*&\s*/i).map((id) => id.trim().replace(/^[“"']|[”"']$/g, ""));
  if (ids.every((id) => /^[\w.:/#-]{1,200}$/.test(id))) return ids;
  throw new NotDone("Pins name products by their id, such as “pin NF-10001 first”.");
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
