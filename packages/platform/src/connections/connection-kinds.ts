import { chatWebhookConnection } from "./chat-webhook-connection.ts";
import type { ConnectionKind } from "./connection-kind.ts";
import { llmConnection } from "./llm-connection.ts";
import { smtpConnection } from "./smtp-connection.ts";
import { webhookConnection } from "./webhook-connection.ts";

/** Every kind of connection, in the order of the page: a new one is its file and its line here. */
export const connectionKinds: readonly ConnectionKind[] = [
  smtpConnection,
  chatWebhookConnection,
  webhookConnection,
  llmConnection,
];
