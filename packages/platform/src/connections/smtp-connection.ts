import { isIP } from "node:net";
import { AisleError } from "@aisle/runtime/errors";
import { createTransport } from "nodemailer";
import { z } from "zod";
import { defineConnectionKind, type OpenConnection, type Outbound, type OutgoingMessage } from "./connection-kind.ts";

const config = z.object({
  host: z
    .string()
    .regex(/^[\w.:-]{1,253}$/, "Give the name of the mail server.")
    .meta({ title: "Mail server" }),
  port: z.int().min(1).max(65_535).default(587).meta({ title: "Port" }),
  encryption: z
    .enum(["starttls", "tls", "none"])
    .default("starttls")
    .meta({ title: "Encryption", description: "STARTTLS on 587, TLS on 465, none inside your own network alone." }),
  user: z.string().max(200).default("").meta({ title: "User", description: "Empty where the server asks for none." }),
  from: z.email("Give an e-mail address.").max(200).meta({ title: "Sender" }),
});
type Config = z.infer<typeof config>;

const waitMs = 10_000;

/** E-mail by a mail server (SMTP). */
export const smtpConnection = defineConnectionKind({
  kind: "smtp",
  title: "E-mail",
  description: "Sends e-mail through a mail server (SMTP).",
  config,
  secrets: {
    password: { title: "Password", description: "Of the user at the mail server.", required: false },
  },
  toPeople: true,
  destination: ({ host, port, encryption }) => `${host}:${port} ${encryption}`,
  async test(connection, outbound, { to }) {
    const message = { id: `test-${Date.now()}`, at: new Date(), kind: "connection.test", title: "Test from Aisle" };
    await send(connection, outbound, { ...message, text: "This connection works.", to });
    return `${connection.config.host} took a test message to ${to}.`;
  },
  send,
});

async function send(
  { config: { host, port, encryption, user, from }, secret }: OpenConnection<Config>,
  { address }: Outbound,
  { id, title, text, link, to }: OutgoingMessage,
): Promise<void> {
  if (to === undefined) throw new AisleError("connection.refused", "The message names nobody to send it to.");
  const password = user === "" ? undefined : await secret("password");
  const transport = createTransport({
    // The address that was checked: the name is not looked up again.
    host: await address(host, port),
    port,
    secure: encryption === "tls",
    requireTLS: encryption === "starttls",
    ignoreTLS: encryption === "none",
    tls: isIP(host) === 0 ? { servername: host } : {},
    ...(user === "" ? {} : { auth: { user, pass: password?.reveal() ?? "" } }),
    connectionTimeout: waitMs,
    greetingTimeout: waitMs,
    socketTimeout: waitMs,
    dnsTimeout: waitMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from,
      to,
      subject: title,
      text: [text, ...(link === undefined ? [] : [link])].join("\n\n"),
      // The same on a retry: mail programs show such a message once.
      messageId: `<${id}@aisle>`,
    });
  } catch (error) {
    throw mailError(error, host);
  } finally {
    transport.close();
  }
}

/** What a mail server says for good has a code of 5xx; the rest may pass. Its own words may quote the password's user, so they stay out. */
function mailError(error: unknown, host: string): AisleError {
  if (error instanceof AisleError) return error;
  const { code = "", responseCode } = error as { readonly code?: string; readonly responseCode?: number };
  if (code === "EAUTH") return new AisleError("connection.refused", `${host} does not take this user and password.`);
  if (responseCode !== undefined && responseCode >= 500)
    return new AisleError("connection.refused", `${host} refused the message with code ${responseCode}.`, {}, error);
  const reason = responseCode ?? (code === "" ? "the connection failed" : code);
  return new AisleError("connection.failed", `${host} did not take the message (${reason}).`, {}, error);
}
