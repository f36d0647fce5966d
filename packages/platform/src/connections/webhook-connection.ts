import { z } from "zod";
import { isWebhookSecret, newWebhookSecret, signWebhook } from "../webhooks/standard-webhook.ts";
import { defineConnectionKind, type OpenConnection, type Outbound, type OutgoingMessage } from "./connection-kind.ts";
import { httpAddress, refuseStatus } from "./http-address.ts";

const config = z.object({
  url: httpAddress.meta({ title: "Address", description: "Receives a POST with a JSON body." }),
});

/** A signed POST to a server of the shop's, by the Standard Webhooks specification. */
export const webhookConnection = defineConnectionKind({
  kind: "webhook",
  title: "Webhook",
  description: "Sends signed JSON to a server of yours, by the Standard Webhooks specification.",
  config,
  secrets: {
    signingSecret: {
      title: "Signing secret",
      description: "whsec_ and 24 to 64 bytes in base64, the same on your server.",
      required: true,
      fault: (value) => (isWebhookSecret(value) ? undefined : "is not whsec_ followed by 24 to 64 bytes in base64"),
    },
  },
  destination: ({ url }) => new URL(url).origin,
  async test(connection, outbound) {
    const message = {
      id: `test_${newWebhookSecret().slice(6, 22)}`,
      kind: "connection.test",
      title: "Test from Aisle",
    };
    await post(connection, outbound, { ...message, at: new Date(), text: "This connection works." });
    return `${new URL(connection.config.url).host} took a signed test message.`;
  },
  send: post,
});

async function post(
  { config: { url }, secret }: OpenConnection<z.infer<typeof config>>,
  { http }: Outbound,
  { id, at, kind, title, text, link }: OutgoingMessage,
): Promise<void> {
  const body = JSON.stringify({
    type: kind,
    timestamp: at.toISOString(),
    data: { title, text, ...(link === undefined ? {} : { link }) },
  });
  const signing = (await secret("signingSecret"))!;
  const headers = { ...signWebhook(signing.reveal(), id, new Date(), body), "content-type": "application/json" };
  refuseStatus(url, await http.send({ url, method: "POST", headers, body, maxBytes: 65_536 }));
}
