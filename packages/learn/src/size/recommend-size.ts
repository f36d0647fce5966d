import { chooseSize } from "./choose-size.ts";
import type { FitOutcome, SizeModel } from "./size-model.ts";
import { fitSizeOffset, shiftSizes } from "./size-offset.ts";
import { sizeProbabilities } from "./size-probabilities.ts";

/** What is known of a shopper. */
export interface SizeQuestion {
  /** By the model's measure names; what is absent counts as missing. */
  measures: Readonly<Record<string, number | undefined>>;
  brand?: string;
  /** What she bought before, by size name, and what came of it. */
  past?: readonly { size: string; outcome: FitOutcome; brand?: string }[];
}

/** The answer: a size, or two neighbours, and why. */
export interface SizeAdvice {
  size: string;
  probability: number;
  /** The neighbouring size when the shopper is between both. */
  between?: string;
  probabilities: Readonly<Record<string, number>>;
  reason: string;
}

const shopperSpread = 2;
const worthSaying = 0.25;

/**
 * Recommends a size from measures, then from how the brand runs, then from what the shopper kept or sent back (each
 * shifts the odds of a larger size; her shift is estimated with the brands of her past purchases taken into account).
 */
export function recommendSize(model: SizeModel, question: SizeQuestion): SizeAdvice {
  const columns = model.measures.map((name) => ({ name, kind: "number" as const }));
  const values = Float64Array.from(model.measures, (name) => question.measures[name] ?? Number.NaN);
  const body = sizeProbabilities(model, { columns, rows: 1, values });
  const offsetOf = (brand: string | undefined) => (brand === undefined ? 0 : (model.brands[brand]?.offset ?? 0));
  const records = (question.past ?? []).flatMap(({ size, outcome, brand }) => {
    const index = model.sizes.indexOf(size);
    return index < 0 ? [] : [{ probabilities: shiftSizes(body, offsetOf(brand)), size: index, outcome }];
  });
  const shopper = records.length > 0 ? fitSizeOffset(records, shopperSpread) : 0;
  const brand = offsetOf(question.brand);
  const probabilities = shiftSizes(body, brand + shopper);
  const choice = chooseSize(probabilities, model.nearCredit, model.betweenMargin);
  const size = model.sizes[choice.size]!;
  const between = choice.between === undefined ? undefined : model.sizes[choice.between]!;

  const given = model.measures.filter((_, j) => !Number.isNaN(values[j]));
  const grounds = [
    given.length > 0 ? `from ${given.length} of ${model.measures.length} measures` : "without any measure",
  ];
  if (Math.abs(brand) > worthSaying) grounds.push(`${question.brand} runs ${brand > 0 ? "small" : "large"}`);
  if (Math.abs(shopper) > worthSaying)
    grounds.push(`past purchases suggest a ${shopper > 0 ? "larger" : "smaller"} size than usual for these measures`);
  return {
    size,
    probability: probabilities[choice.size]!,
    ...(between === undefined ? {} : { between }),
    probabilities: Object.fromEntries(model.sizes.map((name, k) => [name, probabilities[k]!])),
    reason: `${between === undefined ? `Size ${size}` : `Between ${size} and ${between}`}: ${grounds.join("; ")}.`,
  };
}
