import type { GraphNode } from "@aisle/runtime/graph/graph";
import { numberOf, numberPattern, shareOf } from "../amounts.ts";
import { nodesNamed, short, typeNamed } from "../node-names.ts";
import { NotDone } from "../not-done.ts";
import { addFinder, headOfList, insertAfter, listOut, listsIn } from "../product-lists.ts";
import { isNewness } from "../product-qualities.ts";
import type { Sketch } from "../sketch.ts";
import type { Rule } from "./rule.ts";

interface Share {
  readonly weight: number | undefined;
  readonly name: string;
}

const lead =
  /^(?:use|mix|blend|combine|take|show|make it|make|have|fill it with|split(?: it)?(?: between)?|i want|give me|recommend)\s+/i;
const fractions: { readonly [word: string]: number } = { half: 0.5, third: 1 / 3, quarter: 0.25, fifth: 0.2 };
const shared = new RegExp(
  `^(?:(?:one |a )?(half|third|quarter|fifth)|(two thirds)|(three quarters)|(${numberPattern}\\s*(?:%|percent|per cent))|(?:(${numberPattern}) (?:parts?|shares?)))\\s+(?:of\\s+)?(?:the\\s+)?(.+)$`,
  "i",
);
const equally =
  /[\s,]+(?:equally|evenly|half and half|fifty[- ]fifty|50[/:-]50|(?:at|with|in) equal (?:weights?|parts|shares))$/i;

const equalParts =
  /^(?:equal (?:parts|shares|amounts|numbers)|the same (?:share|amount|number)|as many) (?:of |for )?/i;

/** Lists joined by weights that are said: of equal halves, or of so many percent each. */
export const blendShares: Rule = {
  like: "use half best sellers and half trending",
  read(part, sketch) {
    const body = part.replace(lead, "");
    const isEqual = equally.test(body) || equalParts.test(body);
    const shares = body
      .replace(equally, "")
      .replace(equalParts, "")
      .split(/\s*,\s*(?:and\s+)?|\s+(?:and|with|plus|to)\s+/i)
      .map(shareIn);
    if (shares.length < 2 || (!isEqual && shares[0]!.weight === undefined)) return false;
    if (shares.some(({ name }) => !isList(name, sketch))) return false;
    const said = shares.reduce((sum, { weight = 0 }) => sum + weight, 0);
    const open = shares.filter(({ weight }) => weight === undefined).length;
    const rest = open === 0 ? 0 : Math.max(0, 1 - said) / open;
    const weights = shares.map(({ weight }) => (isEqual ? 1 : (weight ?? rest)));
    if (weights.some((weight) => weight <= 0)) throw new NotDone("Each list needs a share above 0.");
    const isEven = weights.every((weight) => weight === weights[0]);
    joinBy(
      shares.map(({ name }) => name),
      isEven ? weights.map(() => 1) : weights.map((weight) => Number(weight.toFixed(4))),
      sketch,
    );
    return true;
  },
};

function shareIn(text: string): Share {
  const match = shared.exec(text.trim());
  if (match === null)
    return { weight: undefined, name: text.trim().replace(/^(?:the rest|the other half)\s+(?:of\s+)?/i, "") };
  const [, fraction, thirds, quarters, percent, parts, name] = match;
  const weight =
    fraction !== undefined
      ? fractions[fraction.toLowerCase()]
      : thirds !== undefined
        ? 2 / 3
        : quarters !== undefined
          ? 0.75
          : percent !== undefined
            ? shareOf(percent)
            : numberOf(parts!);
  return { weight, name: name! };
}

const finderType = (name: string, sketch: Sketch) => {
  const type = typeNamed(name, sketch.situation.manifests)?.type;
  return type?.startsWith("find.") ? type : undefined;
};

const isList = (name: string, sketch: Sketch) => isNewness(name) || finderType(name, sketch) !== undefined;

/** A blend of the named lists in the place of what led to the answer; a list that nothing reads any more goes. */
function joinBy(names: readonly string[], weights: readonly number[], sketch: Sketch): void {
  const head = headOfList(sketch);
  if (head === undefined) throw new NotDone("Nothing leads to the answer yet: say first what to find.");
  const lists = names.map((name) => listNamed(name, sketch));
  const blend = sketch.add("rank.blend", head, { weights: [...weights] });
  insertAfter(sketch, head, blend);
  const input = listsIn(sketch, blend)!;
  for (const edge of sketch.into(input)) sketch.do({ do: "remove-edge", id: edge.id });
  for (const list of lists) sketch.wire(listOut(sketch, list)!, input);
  removeUnread(sketch);
  if (head.id !== blend.id && sketch.node(head.id) === undefined)
    sketch.remark("Lists that are not named go. To add a list to those that are there, say “add” and its name.");
}

function listNamed(name: string, sketch: Sketch): GraphNode {
  const { manifests, selected } = sketch.situation;
  if (isNewness(name)) return newest(sketch);
  const [there] = nodesNamed(name, sketch.graph, manifests, selected);
  const type = finderType(name, sketch);
  if (there === undefined && type === undefined) throw new NotDone(`“${short(name)}” is no node that finds products.`);
  return there ?? addFinder(sketch, type!);
}

/** New products first: there is no list of them by itself, so what is asked for most is weighed by its age. */
function newest(sketch: Sketch): GraphNode {
  const source = addFinder(sketch, "find.best-sellers", { limit: 500 });
  const weigh = sketch.add("rank.recency-weight", source, { halfLifeDays: 14 });
  insertAfter(sketch, source, weigh);
  const sort = sketch.add("rank.sort", weigh);
  insertAfter(sketch, weigh, sort);
  sketch.remark(
    "New products are taken from the 500 that sell best, the newest first: one that never sold is not among them.",
  );
  return sort;
}

/** Takes away every node with a list that nothing reads, and was read before. */
function removeUnread(sketch: Sketch): void {
  for (;;) {
    const unread = sketch.graph.nodes.find((node) => {
      const out = listOut(sketch, node);
      if (out === undefined || sketch.outOf(out).length > 0) return false;
      return sketch.situation.graph.edges.some((edge) => edge.from === out);
    });
    if (unread === undefined) return;
    sketch.do({ do: "remove-node", id: unread.id });
  }
}
