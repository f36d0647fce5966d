import type { Product } from "@aisle/runtime/node-sdk/product";
import { shelfItemOf } from "../previews/preview-value.ts";
import type { ProductStory, StoryStage } from "../runs/runs-shapes.ts";
import { describeDrop } from "./describe-drop.ts";
import { describeRule } from "./describe-rule.ts";
import { ordinal } from "./ordinal.ts";
import { effectsAt, type Stage, type StoryInput } from "./stage.ts";

/** Tells what happened to a product in a run, step by step and in a sentence. */
export function productStory(input: StoryInput): ProductStory {
  const { product, titleOf, whole } = input;
  const stages = input.stages.flatMap((stage) => stageOf(stage, product) ?? []);
  const answer = input.stages.find((stage) => stage.answers);
  const at = answer?.items.findIndex((item) => item.id === product.id) ?? -1;
  const place = at < 0 ? null : at + 1;
  const found = foundBy(input, stages).map((source) => ({ ...source, title: titleOf(source.node) }));
  const story = { item: shelfItemOf(product), place, found, stages, whole };
  const storyNodes = new Set(stages.map((stage) => stage.node));
  // Of a logged answer only the products may be kept: what rules did to one is known all the same.
  const beside = product.effects
    .filter((effect) => !storyNodes.has(effect.node))
    .map(({ node, rule, change }) => `${titleOf(node)}: ${rule} (${change})`);
  return { ...story, sentence: sentenceOf(story, beside, answer !== undefined) };
}

/** Who retrieved it: what the product says itself, else the steps that it came out of without having come in. */
function foundBy({ product, stages }: StoryInput, storyStages: readonly StoryStage[]) {
  if (product.from.length > 0) return product.from;
  const first = storyStages.filter((stage) => {
    const inputs = stages.find((one) => one.node === stage.node)?.inputs ?? [];
    return stage.after !== null && !inputs.some((list) => list.includes(product.id));
  });
  return first.map((stage) => ({ node: stage.node, rank: stage.after!, score: stage.score ?? 0 }));
}

function stageOf(stage: Stage, product: Product): StoryStage | undefined {
  const { id } = product;
  const at = stage.items.findIndex((item) => item.id === id);
  const cameIn = stage.inputs.filter((list) => list.includes(id));
  if (at < 0 && cameIn.length === 0) return undefined;
  const [only] = stage.inputs.length === 1 ? cameIn : [];
  const before = only === undefined ? null : only.indexOf(id) + 1;
  const after = at < 0 ? null : at + 1;
  const moved = only === undefined || after === null ? 0 : movedBy(stage, only, id, at);
  const rules = effectsAt(product, stage.node).map((effect) => ({
    rule: describeRule(stage, effect),
    change: effect.change,
  }));
  const shape = { node: stage.node, title: stage.title, before, after, moved, of: stage.items.length, rules };
  return { ...shape, score: at < 0 ? null : stage.items[at]!.score, words: describeStage(stage, product, shape) };
}

function describeStage(
  stage: Stage,
  product: Product,
  { before, after, moved, rules }: Pick<StoryStage, "before" | "after" | "moved" | "rules">,
): string {
  if (after === null) return describeDrop(stage, product, before);
  const by = rules.length === 0 ? "" : ` by ${rules.map(({ rule, change }) => `${rule} (${change})`).join(", ")}`;
  if (before === null) {
    if (stage.answers) return `answered with it ${ordinal(after)}`;
    const joined = stage.inputs.filter((list) => list.includes(product.id)).length;
    if (joined > 1) return `joined it from ${joined} lists, ${ordinal(after)}${by}`;
    return joined === 1 ? `put it ${ordinal(after)}${by}` : `found it ${ordinal(after)}${by}`;
  }
  if (moved === 0) return before === after ? `kept it ${ordinal(after)}${by}` : `kept it, now ${ordinal(after)}${by}`;
  return `moved it ${moved > 0 ? "up" : "down"} from ${ordinal(before)} to ${ordinal(after)}${by}`;
}

/** Places moved up among those that the step kept: what rises because others were dropped has not been moved. */
function movedBy(stage: Stage, input: readonly string[], id: string, at: number): number {
  const remaining = new Set(stage.items.map((item) => item.id));
  const stood = input.slice(0, input.indexOf(id)).filter((other) => remaining.has(other)).length;
  const before = new Set(input);
  // What the step itself brought in above does not count either.
  const stands = stage.items.slice(0, at).filter((other) => before.has(other.id)).length;
  return stood - stands;
}

const maxParts = 4;

function sentenceOf(story: Omit<ProductStory, "sentence">, beside: readonly string[], hasAnswer: boolean): string {
  const { place, found, stages, item, whole } = story;
  const parts: string[] = [];
  if (found.length > 0) {
    const [first, ...others] = found;
    const withScore = (score: number) => ` with ${readable(score)}`;
    parts.push(
      [`${first!.title} found it ${ordinal(first!.rank)}${withScore(first!.score)}`]
        .concat(others.slice(0, 2).map(({ title, rank }) => `${title} ${ordinal(rank)}`))
        .join(", "),
    );
  }
  const dropped = stages.find((stage, index) => stage.after === null && !reachesLater(stages, index));
  const foundAt = new Set(found.map((source) => source.node));
  const changed = stages.filter(
    (stage) =>
      stage !== dropped &&
      !foundAt.has(stage.node) &&
      stage.after !== null &&
      (stage.rules.length > 0 || stage.moved !== 0 || joins(stage, stages.at(-1) === stage && place !== null)),
  );
  // What the merchandiser's rules did comes before what scores did, in the order in which it happened.
  const weightiest = changed.toSorted((a, b) => weight(b) - weight(a)).slice(0, maxParts);
  for (const stage of changed) if (weightiest.includes(stage)) parts.push(`${stage.title} ${stage.words}`);
  parts.push(...beside);
  if (place !== null) {
    parts.push(stockOf(item.stock));
    return `Shown ${ordinal(place)}: ${parts.join("; ")}.`;
  }
  if (dropped !== undefined) parts.push(`${dropped.title} ${dropped.words}`);
  else if (stages.length === 0)
    parts.push(
      whole
        ? item.forSale === false
          ? "it is not for sale"
          : "no step of this run found it"
        : "what stood at each step was not stored for this request",
    );
  const lead = hasAnswer ? "Not shown" : stages.length === 0 || dropped !== undefined ? "Not there" : "So far";
  return `${lead}: ${parts.join("; ")}.`;
}

/** True for a step that took it from several lists or one that is not known; the answer's own place is reported anyway. */
const joins = (stage: StoryStage, isAnswer: boolean) => stage.before === null && !isAnswer;

const reachesLater = (stages: readonly StoryStage[], index: number) =>
  stages.slice(index + 1).some((stage) => stage.after !== null);

const weight = ({ rules, moved }: StoryStage) => rules.length * 1000 + Math.abs(moved);

const readable = (score: number) => String(Number(score.toPrecision(3)));

function stockOf(stock: number | null): string {
  if (stock === null) return "its stock is not known, which counts as available";
  return stock <= 0 ? "the catalogue says sold out since" : `in stock, ${stock.toLocaleString("en")} left`;
}
