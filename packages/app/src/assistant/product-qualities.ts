import { NotDone } from "./not-done.ts";
import type { ShopVocabulary } from "./proposal.ts";
import { fieldsOfShop } from "./shop-fields.ts";

type Condition = (shop: ShopVocabulary) => string | undefined;

/** A number field compared with a quartile of the shop's own products; `undefined` where no product has the field. */
const than =
  (field: string, operator: string, quartile: "low" | "middle" | "high"): Condition =>
  (shop) => {
    const found = shop.numbers?.find((one) => one.field === field);
    return found === undefined ? undefined : `${field} ${operator} ${found[quartile]}`;
  };
const ofOwn =
  (name: string, operator: string, quartile: "low" | "middle" | "high"): Condition =>
  (shop) => {
    const own = fieldsOfShop(shop).find(({ field, names }) => field.startsWith("attributes.") && names.includes(name));
    return own === undefined ? undefined : than(own.field, operator, quartile)(shop);
  };

/** What products are said to be, and what that is in their fields. “Cheap” and its like are measured by the shop's own products. */
const qualities: readonly (readonly [RegExp, Condition])[] = [
  [
    /^(?:(?:that are |which are )?(?:on|in|from) (?:the )?(?:sale|offer|discount|promotion)|reduced|discounted|marked[- ]down|(?:price[- ])?reductions?|with (?:a )?discount|sales?|(?:special )?offers?|bargains?|deals?|promotional|promotions?|clearance|cut[- ]price)$/,
    () => "compareAtPrice > price",
  ],
  [
    /^(?:not (?:on sale|reduced|discounted)|full[- ]price[d]?|at full price|regular[- ]priced?)$/,
    () => "!(compareAtPrice > price)",
  ],
  [
    /^(?:cheap(?:er|est)?|inexpensive|affordable|budget|economical|low(?:er|est)?[- ]?(?:cost|priced?)|(?:with |at )?(?:a )?low(?:er)? prices?|less expensive|least expensive)$/,
    than("price", "<=", "middle"),
  ],
  [
    /^(?:expensive|dear(?:er|est)?|pric(?:e)?y|pricier|premium|costly|luxury|high(?:er|est)?[- ]?priced?|(?:with |at )?(?:a )?high(?:er)? prices?|more expensive|most expensive|high[- ]end)$/,
    than("price", ">", "middle"),
  ],
  [
    /^(?:(?:very )?(?:well|highly|top|best|better|good|high)[- ]?rated|best[- ]reviewed|well[- ]reviewed|(?:with )?(?:a )?(?:good|high|better|the best|top) (?:ratings?|reviews?|stars))$/,
    ofOwn("rating", ">=", "high"),
  ],
  [
    /^(?:(?:badly|poorly|low|worst|worse|lower)[- ]?rated|badly reviewed|(?:with )?(?:a )?(?:bad|low|poor|worse) (?:ratings?|reviews?|stars))$/,
    ofOwn("rating", "<=", "low"),
  ],
  [
    /^(?:(?:with )?(?:low|little|hardly any) stock|low in stock|(?:nearly|almost) (?:sold[- ]out|gone)|(?:the )?last (?:pieces|units|ones)|running (?:out|low)|scarce)$/,
    () => "stock < 5",
  ],
  [
    /^(?:well[- ]stocked|overstocked?|(?:with )?(?:plenty|lots|a lot) (?:of stock|in stock)|(?:with )?(?:high|much|a lot of) stock|slow[- ]moving stock)$/,
    than("stock", ">=", "high"),
  ],
  [/^(?:light(?:er|est)?|lightweight)$/, ofOwn("weight", "<=", "middle")],
  [/^(?:heav(?:y|ier|iest))$/, ofOwn("weight", ">", "middle")],
];

/** What a quality such as “on sale” or “cheap” is in an expression, `undefined` for other words. Throws `NotDone` where no product here has the field. */
export function qualityOf(text: string, shop: ShopVocabulary): string | undefined {
  const plain = text.trim().toLowerCase();
  const found = qualities.find(([pattern]) => pattern.test(plain));
  if (found === undefined) return undefined;
  const condition = found[1](shop);
  if (condition === undefined)
    throw new NotDone(
      `“${plain}” needs a field that no product here has yet: say it by a field, such as “under 50 euros”.`,
    );
  return condition;
}

/** Says whether products that are new are meant. */
export const isNewness = (text: string): boolean =>
  /^(?:the )?(?:(?:very )?(?:newest|newer|new|latest|fresh(?:er|est)?|(?:most )?recent|recently (?:added|released)|just in|just arrived|brand[- ]new)(?: (?:products?|items?|things|arrivals?|articles?|ones|stuff|additions|releases|collections?))?|arrivals?|novelt(?:y|ies)|new[- ]?ins?|what(?: is|'s) new)$/i.test(
    text.trim(),
  );
