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

// What is not confirmed yet goes along with the next event, so that no order comes before its exposure. Ids make each count once.
const waiting = new Map();
export const track = async (event, properties) => {
  const messageId = crypto.randomUUID();
  waiting.set(messageId, { type: "track", messageId, anonymousId: visitorId, event, properties });
  const batch = [...waiting.values()].slice(-20);
  const answer = await fetch(${said(`${host}/events/v1/batch`)}, {
    method: "POST",
    keepalive: true, // sent also while the page is left
    headers: { "content-type": "application/json", authorization: ${said(`Bearer ${writeKey}`)} },
    body: JSON.stringify({ batch }),
  });
  // Too many at once, or a server that is away: they go with the next one.
  if (answer.status !== 429 && answer.status < 500) for (const { messageId: id } of batch) waiting.delete(id);
  return answer;
};

const growthbook = new GrowthBook({
  apiHost: ${said(host)},
  clientKey: ${said(clientKey)},
  attributes: { ${attributeName(attribute)}: visitorId },
  trackingCallback: (experiment, result) => {
    track("Experiment Viewed", {
      experiment_id: experiment.key,
      variation_id: result.key,
      hash_value: result.hashValue,
    }).catch(() => {});
  },
});
await growthbook.init({ timeout: 2000 });

export const value = growthbook.getFeatureValue(${said(key)}, ${said(control)});
// Show what belongs to \`value\`. Orders count by the same visitor:
// track("Order Completed", { order_id: "…", products: [{ product_id: "…", price: 39.9, quantity: 1 }] });
`;
}

const attributeName = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));
