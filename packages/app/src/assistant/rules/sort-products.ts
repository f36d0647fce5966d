import { addThrough } from "../product-lists.ts";
import type { Rule } from "./rule.ts";

const named: readonly (readonly [RegExp, string, "ascending" | "descending"])[] = [
  [
    /^(?:sort |order |show )?(?:the |by )*(?:cheapest|lowest priced?|least expensive)(?: products?)?(?: first)?$/i,
    "price",
    "ascending",
  ],
  [
    /^(?:sort |order |show )?(?:the |by )*(?:most expensive|dearest|highest priced?)(?: products?)?(?: first)?$/i,
    "price",
    "descending",
  ],
  [/^(?:sort |order |show )?(?:the |by )*(?:newest|latest)(?: products?)?(?: first)?$/i, "releasedAt", "descending"],
];
const form =
  /^(?:add (?:a )?)?(?:sort|order)\s+(?:the )?(?:products?\s+|list\s+|results?\s+)?by\s+([a-z][\w.]*)(?:,?\s+(?:in )?(ascending|asc|lowest first|smallest first|cheapest first|up|descending|desc|highest first|largest first|down)(?: order)?)?$/i;

/** The order of the list by one field. */
export const sortProducts: Rule = {
  like: "cheapest first",
  read(part, sketch) {
    const known = named.find(([pattern]) => pattern.test(part));
    const match = known === undefined ? form.exec(part) : null;
    if (known === undefined && match === null) return false;
    const by = known?.[1] ?? fieldOf(match![1]!);
    const said = match?.[2]?.toLowerCase() ?? (by === "price" ? "ascending" : "descending");
    const order = known?.[2] ?? (/^(?:asc|lowest|smallest|cheapest|up)/.test(said) ? "ascending" : "descending");
    const [there] = sketch.ofType("rank.sort");
    if (there === undefined) addThrough(sketch, "rank.sort", { by, order });
    else {
      sketch.set(there, ["by"], by);
      sketch.set(there, ["order"], order);
    }
    return true;
  },
};

const fieldOf = (word: string) =>
  ({ newest: "releasedAt", release: "releasedAt", age: "releasedAt", relevance: "score", rating: "attributes.rating" })[
    word.toLowerCase()
  ] ?? word;
