import type { Json } from "@aisle/runtime/json";
import type { ExperimentSpec } from "../../../server/experiment-types.ts";

/** What stands in a snippet where a write key belongs. */
export const writeKeyPlace = "YOUR_WRITE_KEY";

/** The module that a shop's pages load: asks for the arm, sends the exposure, and names the same visitor in what follows. */
export function frontEndSnippet(
  {
    key,
    spec,
    arms,
  }: {
    readonly key: string;
    readonly spec: Pick<ExperimentSpec, "unit">;
    readonly arms: ExperimentSpec["arms"];
  },
  { clientKey, url }: { readonly clientKey: string; readonly url: string },
  writeKey: string = writeKeyPlace,
): string {
  const host = new URL(url).origin;
  const attribute = spec.unit.stickyField ?? spec.unit.field;
  const control: Json = arms[0]?.value ?? arms[0]?.key ?? "";
  const said = (value: Json) => JSON.stringify(value);
  return `// npm install @growthbook/growthbook
import { GrowthBook } from "@growthbook/growthbook";

// The visitor's id: take your own where you have one, as long as events carry the same.
const visitorId = (localStorage.visitorId ??= crypto.randomUUID());

export const track = (event, properties) =>
  fetch(${said(`${host}/events/v1/track`)}, {
    method: "POST",
    keepalive: true, // sent also while the page is left
    headers: { "content-type": "application/json", authorization: ${said(`Bearer ${writeKey}`)} },
    body: JSON.stringify({ messageId: crypto.randomUUID(), anonymousId: visitorId, event, properties }),
  });

const growthbook = new GrowthBook({
  apiHost: ${said(host)},
  clientKey: ${said(clientKey)},
  attributes: { ${attributeName(attribute)}: visitorId },
  trackingCallback: (experiment, result) =>
    track("Experiment Viewed", {
      experiment_id: experiment.key,
      variation_id: result.key,
      hash_value: result.hashValue,
    }),
});
await growthbook.init({ timeout: 2000 });

export const value = growthbook.getFeatureValue(${said(key)}, ${said(control)});
// Show what belongs to \`value\`. Orders count by the same visitor:
// track("Order Completed", { order_id: "…", products: [{ product_id: "…", price: 39.9, quantity: 1 }] });
`;
}

const attributeName = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));
