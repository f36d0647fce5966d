import type { GraphNode } from "@aisle/runtime/graph/graph";
import type { JsonObject } from "@aisle/runtime/json";
import { fieldsOf, readValue } from "../node-fields.ts";
import { namesOf, plainName, short, titleOf } from "../node-names.ts";
import { NotDone } from "../not-done.ts";
import type { Sketch } from "../sketch.ts";
import type { Rule } from "./rule.ts";

interface Found {
  readonly node: GraphNode;
  readonly field: string;
  readonly schema: JsonObject;
  /** True when the words name the node as well. */
  readonly named: boolean;
}

/** “To” before “be”: what is set may itself hold a small word, such as “at most”. */
const patterns = ["\\s+to\\s+|\\s*=\\s*", "\\s+(?:be|is|as)\\s+"].map(
  (words) =>
    new RegExp(`^(?:set|change|put|make|raise|increase|lower|reduce|turn|use|let)\\s+(.+?)(?:${words})(.+)$`, "i"),
);
const assignment = (part: string) =>
  patterns.map((pattern) => pattern.exec(part)).find((match) => match !== null) ?? null;
const usedFor =
  /^(?:use|set|take|with)\s+(?:an?\s+|the\s+)?(.+?)\s+of\s+([\d.,]+\s*\S*|\w+ \w+)\s+(?:for|in|on)\s+(.+)$/i;
const limited = /^limit\s+(.+?)\s+to\s+(.+)$/i;
const switched = /^(?:turn|switch)\s+(on|off)\s+(.+)$/i;
const bare = /^(.+?)(?:\s*[:=]\s*|\s+(?:is\s+|of\s+|at\s+|to\s+)?)([\d.,]+\s*(?:%|[a-z]+)?|on|off|yes|no|true|false)$/i;

/** A setting of a node, by its title or another name for it. */
export const setField: Rule = {
  like: "set the half-life of trending to 14 days",
  read(part, sketch) {
    const flipped = switched.exec(part);
    if (flipped !== null) return set(flipped[2]!, flipped[1]!, sketch, true);
    const limit = limited.exec(part);
    if (limit !== null) return set(`limit of ${limit[1]!}`, limit[2]!, sketch, true);
    const used = usedFor.exec(part);
    if (used !== null) return set(`${used[1]} of ${used[3]}`, used[2]!, sketch, true);
    const match = assignment(part);
    if (match !== null) return set(match[1]!, match[2]!, sketch, true);
    const short = bare.exec(part);
    return short !== null && set(short[1]!, short[2]!, sketch, false);
  },
};

/** Sets a field of one node by words such as “half-life 7 days”, or by a value alone where it has one obvious field. */
export function setFieldOf(node: GraphNode, words: string, sketch: Sketch): boolean {
  const match = assignment(`set ${words}`) ?? bare.exec(words);
  const fields = fieldsOf(sketch.manifestOf(node));
  if (match !== null) {
    const searchedName = plainName(match[1]!);
    const field = fields.find(({ names }) => names.includes(searchedName));
    if (field === undefined) return false;
    sketch.set(node, [field.key], readValue(match[2]!, field));
    return true;
  }
  const number = fields.find(({ schema }) => schema.type === "integer" || schema.type === "number");
  if (number === undefined || !/^\d/.test(words)) return false;
  sketch.set(node, [number.key], readValue(words, number));
  return true;
}

function set(target: string, value: string, sketch: Sketch, sure: boolean): boolean {
  const found = findFields(plainName(target), sketch);
  if (found.length === 0) {
    if (!sure) return false;
    throw new NotDone(`No node here has a setting called “${short(target)}”.`);
  }
  const answer = found.filter(({ node }) => sketch.manifestOf(node).role === "answer");
  const isCount = /^(?:count|how many|number of products|products)$/.test(plainName(target));
  // “The number of products” without a name is what the shopper sees.
  if (answer.length === 1 && isCount && !found.some((one) => one.named)) return setFound(answer[0]!, value, sketch);
  const named = found.some((one) => one.named) ? found.filter((one) => one.named) : found;
  const chosen = named.filter(({ node }) => sketch.situation.selected.includes(node.id));
  const only = named.length === 1 ? named : chosen;
  const [one] = only;
  if (one === undefined || only.length > 1) {
    const titles = [...new Set(named.map(({ node }) => titleOf(node, sketch.situation.manifests)))];
    throw new NotDone(`Several nodes have it: ${titles.slice(0, 4).join(", ")}. Name one of them.`);
  }
  return setFound(one, value, sketch);
}

function setFound({ node, field, schema }: Found, value: string, sketch: Sketch): true {
  sketch.set(node, [field], readValue(value, { key: field, schema }));
  return true;
}

/** Every field of the graph that a plain name may mean: “limit”, “limit of trending”, “trending limit”. */
function findFields(searchedName: string, sketch: Sketch): readonly Found[] {
  const { manifests, selected } = sketch.situation;
  return sketch.graph.nodes.flatMap((node): Found[] => {
    const manifest = manifests.get(node.type);
    if (manifest === undefined) return [];
    const own = node.title === undefined ? [] : [plainName(node.title)];
    const it = selected.includes(node.id) ? ["it", "this"] : [];
    const nodeNames = [...own, ...namesOf(manifest), ...it];
    return fieldsOf(manifest).flatMap(({ key, names, schema }): Found[] => {
      const named = names.some((field) =>
        nodeNames.some((name) =>
          [`${field} of ${name}`, `${field} for ${name}`, `${field} in ${name}`, `${name} ${field}`].includes(
            searchedName,
          ),
        ),
      );
      return named || names.includes(searchedName) ? [{ node, field: key, schema, named }] : [];
    });
  });
}
