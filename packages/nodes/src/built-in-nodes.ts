import type { NodeDefinition } from "@aisle/runtime/node-sdk/define-node";
import { answerProducts } from "./answer/answer-products.ts";
import { endpointRequest } from "./data/endpoint-request.ts";
import { requestProducts } from "./data/request-products.ts";
import { bestSellers } from "./find/best-sellers.ts";
import { boughtBefore } from "./find/bought-before.ts";
import { customersAlsoBought, customersAlsoViewed } from "./find/customers-also.ts";
import { keywordSearch } from "./find/keyword-search.ts";
import { trending } from "./find/trending.ts";
import { vectorSearch } from "./find/vector-search.ts";
import { embedText } from "./language/embed-text.ts";
import { firstOf } from "./logic/first-of.ts";
import { blend } from "./rank/blend.ts";
import { explore } from "./rank/explore.ts";
import { fuse } from "./rank/fuse.ts";
import { limit } from "./rank/limit.ts";
import { recencyWeigh } from "./rank/recency-weight.ts";
import { sort } from "./rank/sort.ts";
import { diversity } from "./rules/diversity.ts";
import { excludeBought } from "./rules/exclude-bought.ts";
import { filter } from "./rules/filter.ts";
import { inStock } from "./rules/in-stock.ts";
import { pinAndBoost } from "./rules/pin-and-boost.ts";

/** Every node that ships with Aisle, in the palette's order. */
export const builtInNodes: readonly NodeDefinition[] = [
  endpointRequest,
  requestProducts,
  keywordSearch,
  vectorSearch,
  customersAlsoViewed,
  customersAlsoBought,
  boughtBefore,
  bestSellers,
  trending,
  fuse,
  blend,
  sort,
  recencyWeigh,
  explore,
  limit,
  filter,
  inStock,
  excludeBought,
  pinAndBoost,
  diversity,
  embedText,
  firstOf,
  answerProducts,
];
