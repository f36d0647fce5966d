import type { PayloadCondition, PayloadFilter } from "@aisle/runtime/node-sdk/payload-filter";
import type { Schemas } from "@qdrant/js-client-rest";

type Filter = Schemas["Filter"];
type FieldCondition = Schemas["FieldCondition"];

/** Where an item's payload stands in a point's; its id and text hash stand beside it. */
export const payloadKey = "fields";

/** The filter in Qdrant's words; undefined for one that keeps everything, `nothing` for one that can keep nothing. */
export function qdrantFilter(filter: PayloadFilter | undefined): Filter | undefined | "nothing" {
  if (filter === undefined || filter.all.length === 0) return undefined;
  if (filter.all.some((condition) => "in" in condition && condition.in.length === 0)) return "nothing";
  return { must: filter.all.map(condition) };
}

function condition(criterion: PayloadCondition): FieldCondition | Filter {
  const key = qdrantPath(criterion.field);
  if ("in" in criterion) {
    const alternatives = oneOf(key, criterion.in);
    return alternatives.length === 1 ? alternatives[0]! : { should: alternatives };
  }
  const { min, max } = criterion;
  return { key, range: { ...(min === undefined ? {} : { gte: min }), ...(max === undefined ? {} : { lte: max }) } };
}

/** Qdrant compares texts, whole numbers, truth values and fractions each in its own way. */
function oneOf(key: string, values: readonly (string | number | boolean)[]): FieldCondition[] {
  const texts = [...new Set(values.filter((value) => typeof value === "string"))];
  const numbers = [...new Set(values.filter((value) => typeof value === "number"))];
  const truths = [...new Set(values.filter((value) => typeof value === "boolean"))];
  return [
    ...(texts.length > 0 ? [{ key, match: { any: texts } }] : []),
    // A range, because a fraction cannot be matched, nor a whole number that was stored as one.
    ...numbers.map((value) => ({ key, range: { gte: value, lte: value } })),
    ...truths.map((value) => ({ key, match: { value } })),
  ];
}

/** A payload path with parts quoted where Qdrant's path syntax asks for it. */
export function qdrantPath(field: string): string {
  const parts = field
    .split(".")
    .map((part) => (/^[A-Za-z0-9_-]+$/.test(part) ? part : `"${part.replaceAll('"', "")}"`));
  return [payloadKey, ...parts].join(".");
}
