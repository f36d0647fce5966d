import { AisleError } from "@aisle/runtime/errors";
import { z } from "zod";
import { defineConnectionKind, type OpenConnection, type Outbound, type OutgoingMessage } from "./connection-kind.ts";
import { httpAddress, refuseStatus } from "./http-address.ts";

const config = z.object({
  format: z.enum(["slack", "mattermost", "discord", "teams"]).default("slack").meta({ title: "Chat" }),
});
type Config = z.infer<typeof config>;

/** A message into a channel of a chat by its incoming webhook, whose address is the secret. */
export const chatWebhookConnection = defineConnectionKind({
  kind: "chat-webhook",
  title: "Chat",
  description: "Posts messages into a channel of Slack, Mattermost, Discord or Microsoft Teams.",
  config,
  secrets: {
    url: {
      title: "Address of the incoming webhook",
      description: "Whoever knows it can post: it is stored as a secret.",
      required: true,
      fault: (value) => (httpAddress.safeParse(value).success ? undefined : "is no http or https address"),
    },
  },
  destination: ({ format }) => format,
  async test(connection, outbound) {
    const message = { id: "test", at: new Date(), kind: "connection.test", title: "Test from Aisle" };
    await post(connection, outbound, { ...message, text: "This connection works." });
    return "The chat took a test message.";
  },
  send: post,
});

async function post(
  { config: { format }, secret }: OpenConnection<Config>,
  { http }: Outbound,
  message: OutgoingMessage,
) {
  const url = (await secret("url"))?.reveal();
  if (url === undefined) throw new AisleError("connection.refused", "The address of the chat's webhook is missing.");
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify(bodies[format](message));
  refuseStatus(url, await http.send({ url, method: "POST", headers, body, maxBytes: 65_536 }));
}

const plain = ({ title, text, link }: OutgoingMessage) =>
  [title, text, link].filter((part) => part !== undefined).join("\n");
/** Slack reads these three as markup (api.slack.com, "Formatting text for app surfaces"). */
const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const bodies: { readonly [F in Config["format"]]: (message: OutgoingMessage) => object } = {
  slack: (message) => ({ text: escaped(plain(message)) }),
  mattermost: (message) => ({ text: plain(message) }),
  // Nobody is called by a name that stands in the text.
  discord: (message) => ({ content: plain(message).slice(0, 2_000), allowed_mentions: { parse: [] } }),
  teams: ({ title, text, link }) => ({
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          body: [
            { type: "TextBlock", text: title, weight: "bolder", wrap: true },
            { type: "TextBlock", text, wrap: true },
          ],
          ...(link === undefined ? {} : { actions: [{ type: "Action.OpenUrl", title: "Open in Aisle", url: link }] }),
        },
      },
    ],
  }),
};
