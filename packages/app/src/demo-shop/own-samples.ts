import type { GraphSample } from "@aisle/runtime/graph/graph";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { DemoTextKind, ShopReads } from "../catalog/catalog-ports.ts";
import type { SampleValues } from "../templates/sample-request.ts";
import { sampleValues } from "../templates/sample-values.ts";
import { demoQuery } from "./demo-shop.ts";

type Deps = { readonly shop: ShopReads };

/**
 * Sample requests with what belongs to a demo shop that is set aside or deleted replaced by the shop's own shopper, products,
 * category and words; what the shop has nothing for is left out. The same list while the demo shop is in use.
 */
export async function ownSamples(
  deps: Deps,
  workspaceId: string,
  samples: readonly GraphSample[],
): Promise<readonly GraphSample[]> {
  const texts = new Set(samples.flatMap(({ request }) => textsIn(request)));
  if (texts.size === 0) return samples;
  const gone = await deps.shop.goneWithDemoShop(workspaceId, [...texts]);
  if (gone === undefined) return samples;
  const isGone = (text: string) => text === demoQuery || gone.has(text);
  if (![...texts].some(isGone)) return samples;
  const values = await sampleValues(deps, workspaceId);
  return samples.map((sample) => {
    if (!textsIn(sample.request).some(isGone)) return sample;
    let product = 0;
    const replace = (text: string): string | undefined => {
      if (!isGone(text)) return text;
      if (text === demoQuery) return values.query;
      const kind = gone.get(text);
      return kind === "product" ? values.productIds[product++] : ofKind(values, kind);
    };
    return { ...sample, request: replaceTexts(sample.request, replace) as JsonObject };
  });
}

function ofKind({ shopperId, category }: SampleValues, kind: DemoTextKind | undefined): string | undefined {
  return kind === "shopper" ? shopperId : category;
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return typeof value === "object" && value !== null ? Object.values(value as JsonObject).flatMap(textsIn) : [];
}

/** The value with each text replaced; one without a replacement goes, with its field or its place in the list. */
function replaceTexts(value: Json, replace: (text: string) => string | undefined): Json | undefined {
  if (typeof value === "string") return replace(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => replaceTexts(item, replace)).filter((item) => item !== undefined);
    return items.length === 0 && value.length > 0 ? undefined : items;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as JsonObject).flatMap(([name, inner]) => {
      const next = replaceTexts(inner, replace);
      return next === undefined ? [] : [[name, next]];
    }),
  );
}
