import type { GraphNode } from "@aisle/runtime/graph/graph";
import { numberOf, numberPattern } from "../amounts.ts";
import { typesWithin } from "../node-names.ts";
import { addFinder, addThrough, insertAfter, joinList, listIn, listOut, listsIn } from "../product-lists.ts";
import { putSample } from "../put-sample.ts";
import type { Sketch } from "../sketch.ts";
import type { Rule } from "./rule.ts";

/** Finders that answer for a shopper of whom nothing is known. */
const forEverybody = ["find.best-sellers", "find.trending"];
const hints: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\b(?:also|together|with this|cart|basket|add-ons?|companions?)\b/i, ["find.customers-also-bought"]],
  [/\bsimilar|\blike (?:this|these|what)|\balternatives?\b|\bviewed\b/i, ["find.customers-also-viewed"]],
  [/\bagain\b|\breorder|\brefill/i, ["find.bought-before"]],
  [/\btrend|\bhot now\b|\bthis week\b/i, ["find.trending"]],
  [/\bbest|\bpopular|\btop sell/i, ["find.best-sellers"]],
  [/\brecommend|\bsuggest|\bhome ?page|\bshelf|\bfor (?:you|every|each)/i, ["find.customers-also-bought"]],
];

/** On an empty canvas: the whole way from the request to the answer. */
export const startPipeline: Rule = {
  like: "recommend what customers also bought, in stock, 8 products",
  read(part, sketch) {
    if (sketch.graph.nodes.length > 0) return false;
    const search = /\bsearch|\bwhat (?:they|shoppers|people|customers) type|\bfind products by\b|\bquery\b/i.test(part);
    const finders = findersOf(part, sketch);
    if (!search && finders.length === 0) return false;
    const request = sketch.add("data.endpoint-request", undefined);
    const heads = search ? searchHeads(sketch) : finders.map((type) => addFinder(sketch, type));
    const answer = sketch.add("answer.products", heads.at(-1));
    sketch.wire(listOut(sketch, heads[0]!)!, listIn(sketch, answer)!);
    for (const head of heads.slice(1)) joinList(sketch, head);
    if (search) weighWords(sketch);
    if (search || !finders.some((type) => forEverybody.includes(type))) fallBack(sketch, heads[0]!);
    if (sketch.outOf(`${request.id}.shopper`).length === 0 && !search) askForCategory(sketch, heads[0]!);
    inlineWishes(part, sketch, answer);
    putSample(sketch, search, request);
    return true;
  },
};

function findersOf(part: string, sketch: Sketch): readonly string[] {
  const named = typesWithin(part, sketch.situation.manifests)
    .map(({ type }) => type)
    .filter((type) => type.startsWith("find.") && !type.endsWith("-search"));
  if (named.length > 0) return named;
  const hint = hints.find(([pattern]) => pattern.test(part));
  return (hint?.[1] ?? []).filter((type) => sketch.situation.manifests.has(type));
}

function searchHeads(sketch: Sketch): readonly GraphNode[] {
  const words = addFinder(sketch, "find.keyword-search", { limit: 200 });
  const { collections } = sketch.situation.facts;
  const [collection] = collections.filter(({ name }) => name === "products").concat(collections);
  // Without a collection a search by meaning has nothing to look in.
  if (collection === undefined) return [words];
  const meaning = sketch.add("find.vector-search", words, { collection: collection.name });
  const embed = sketch.add("language.embed-text", sketch.withRole("trigger"), { embedder: collection.embedder });
  sketch.wire(`${sketch.withRole("trigger")!.id}.text`, `${embed.id}.text`);
  sketch.wire(`${embed.id}.vector`, `${meaning.id}.vector`);
  return [words, meaning];
}

/** Words that are really there count twice as much as what is near in meaning. */
function weighWords(sketch: Sketch): void {
  const [fuse] = sketch.ofType("rank.fuse");
  if (fuse !== undefined) sketch.set(fuse, ["weights"], [2, 1]);
}

/** A list that is the same for everybody can still be of the category that the request names. */
function askForCategory(sketch: Sketch, finder: GraphNode): void {
  const { inputs, defaults } = sketch.manifestOf(finder);
  if (inputs.shopper === undefined) return;
  sketch.wire(`${sketch.withRole("trigger")!.id}.shopper`, `${finder.id}.shopper`);
  if (defaults.useShopperCategory === false) sketch.set(finder, ["useShopperCategory"], true);
}

function fallBack(sketch: Sketch, head: GraphNode): void {
  const [fuse] = sketch.ofType("rank.fuse");
  const first = sketch.add("logic.first-of", fuse ?? head);
  insertAfter(sketch, fuse ?? head, first);
  const popular = addFinder(sketch, "find.best-sellers");
  sketch.wire(listOut(sketch, popular)!, listsIn(sketch, first)!);
}

/** Wishes without a comma before them: “recommend 8 best sellers in stock”. */
function inlineWishes(part: string, sketch: Sketch, answer: GraphNode): void {
  if (/\bin stock\b|\bavailable\b|\bnot sold out\b/i.test(part)) addThrough(sketch, "rules.in-stock");
  if (/\bexplor/i.test(part)) addThrough(sketch, "rank.explore");
  const count = new RegExp(`\\b(${numberPattern})\\s+(?!days?\\b|%|percent|euro)[a-z]`, "i").exec(part);
  const answerCount = count === null ? undefined : numberOf(count[1]!);
  if (answerCount !== undefined && Number.isInteger(answerCount) && answerCount >= 1 && answerCount <= 500) {
    sketch.set(answer, ["count"], answerCount);
  }
}
