import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import type { Caller } from "@aisle/app/access/caller";
import type { StudioServices } from "@aisle/app/services/studio-services";
import { verifyWebhook, type WebhookHeaders } from "@aisle/platform/webhooks/standard-webhook";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestHome, testHome, testWorkspace } from "./test-home.ts";
import { openTestStudio } from "./test-studio-services.ts";

const caller: Caller = { workspaceId: testWorkspace, userId: "ines", role: "owner" };
const to = "ines@example.com";
const signingSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

interface Received {
  readonly path: string;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly body: string;
}

let home: TestHome;
let studio: Awaited<ReturnType<typeof openTestStudio>>;
let services: StudioServices;
let received: Received[] = [];
let status = 200;
let answer = "";
let mails: string[] = [];
const web = createHttpServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  received.push({ path: request.url ?? "", headers: request.headers, body });
  response.writeHead(status, { "content-type": "application/json" }).end(answer);
});
/** Speaks as much SMTP (RFC 5321, with AUTH PLAIN) as one message needs. */
const mail = createTcpServer((socket) => {
  let inData = false;
  let text = "";
  socket.on("error", () => undefined);
  socket.write("220 mail.test\r\n");
  socket.on("data", (chunk) => {
    text += chunk.toString();
    for (let end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n")) {
      const line = text.slice(0, end);
      text = text.slice(end + 2);
      if (inData) {
        mails[mails.length - 1] += `${line}\n`;
        if (line !== ".") continue;
        inData = false;
        socket.write("250 taken\r\n");
      } else if (/^EHLO/i.test(line)) socket.write("250-mail.test\r\n250 AUTH PLAIN\r\n");
      else if (/^AUTH PLAIN /i.test(line)) {
        const given = Buffer.from(line.slice(11), "base64").toString().split("\0");
        socket.write(given[2] === "right" ? "235 in\r\n" : "535 no hunter2\r\n");
      } else if (/^DATA/i.test(line)) {
        inData = true;
        mails.push("");
        socket.write("354 go on\r\n");
      } else socket.write(/^QUIT/i.test(line) ? "221 bye\r\n" : "250 ok\r\n");
    }
  });
});
const portOf = (server: { address(): ReturnType<Server["address"]> }) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  for (const server of [web, mail]) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  }
  home = await testHome();
  studio = await openTestStudio(home);
  ({ services } = studio);
});
afterAll(async () => {
  await studio?.close();
  await home?.remove();
  web.close();
  mail.close();
});
beforeEach(() => {
  received = [];
  mails = [];
  status = 200;
  answer = "";
});

const save = (name: string, kind: string, config: object, secrets: { [field: string]: string }, isNew = true) =>
  services.connections.save(caller, { name, kind, config: config as never, secrets, notify: false, isNew });
const test = (name: string) => services.connections.test(caller, { name, to });
const here = () => `http://127.0.0.1:${portOf(web)}`;

describe("connections", () => {
  it("list what they are, never a secret's value", async () => {
    await save("orders", "webhook", { url: `${here()}/hook` }, { signingSecret });
    const [row] = await services.connections.list(caller);
    expect(row).toMatchObject({ name: "orders", storedSecrets: ["signingSecret"], tested: null });
    expect(JSON.stringify(row)).not.toContain("whsec_");
    const kinds = await services.connections.kinds(caller);
    expect(kinds.map(({ kind }) => kind)).toEqual(["smtp", "chat-webhook", "webhook", "llm"]);
    const { rows } = await home.pool.query(
      "select c::text as row from connection c union all select entry from audit_entry",
    );
    expect(JSON.stringify(rows)).not.toContain("whsec_");
    expect((await services.audit.list(caller, { limit: 1 }))[0]).toMatchObject({
      action: "connection.saved",
      detail: { kind: "webhook", secretsEntered: ["signingSecret"] },
    });
  });

  it("test a webhook by a message that its receiver can verify, and say when it was refused", async () => {
    expect(await test("orders")).toMatchObject({ ok: true, help: null });
    const [got] = received;
    expect(got!.path).toBe("/hook");
    expect(verifyWebhook(signingSecret, got!.headers as unknown as WebhookHeaders, got!.body, new Date())).toBe(true);
    expect(JSON.parse(got!.body)).toMatchObject({ type: "connection.test", data: { title: "Test from Aisle" } });
    status = 404;
    expect(await test("orders")).toMatchObject({ ok: false, message: expect.stringContaining("status 404") });
    const [row] = await services.connections.list(caller);
    expect(row!.tested).toMatchObject({ ok: false, message: expect.stringContaining("404") });
  });

  it("send a stored secret to no other address than the one it was entered for", async () => {
    const elsewhere = { url: `http://127.0.0.1:${portOf(mail)}/steal` };
    await expect(save("orders", "webhook", elsewhere, {}, false)).rejects.toMatchObject({
      code: "connection.invalid",
      message: expect.stringContaining("enter it again"),
    });
    await save("orders", "webhook", { url: `${here()}/other` }, {}, false);
    await save("orders", "webhook", elsewhere, { signingSecret }, false);
    await save("orders", "webhook", { url: `${here()}/hook` }, { signingSecret }, false);
  });

  it("post into chats in the form that each takes", async () => {
    const forms = { slack: "text", mattermost: "text", discord: "content", teams: "attachments" } as const;
    for (const [format, field] of Object.entries(forms)) {
      await save(`chat-${format}`, "chat-webhook", { format }, { url: `${here()}/chat/hunter2` });
      expect(await test(`chat-${format}`)).toMatchObject({ ok: true });
      expect(JSON.parse(received.at(-1)!.body)).toHaveProperty(field);
    }
    status = 500;
    const failed = await test("chat-slack");
    expect(failed).toMatchObject({ ok: false });
    expect(JSON.stringify(failed)).not.toContain("hunter2");
    expect(JSON.stringify(await services.connections.list(caller))).not.toContain("hunter2");
  });

  it("send e-mail to who asks, and say that a password is wrong without its server's words", async () => {
    const config = {
      host: "127.0.0.1",
      port: portOf(mail),
      encryption: "none",
      user: "shop",
      from: "shop@example.com",
    };
    await save("mail", "smtp", config, { password: "right" });
    expect(await test("mail")).toMatchObject({ ok: true, message: expect.stringContaining(to) });
    expect(mails[0]).toContain(`To: ${to}`);
    expect(mails[0]).toContain("This connection works.");
    await save("mail", "smtp", config, { password: "wrong" }, false);
    const failed = await test("mail");
    expect(failed).toMatchObject({ ok: false, message: expect.stringContaining("user and password") });
    expect(failed.message).not.toContain("hunter2");
    // STARTTLS is not given up because a server does not offer it.
    await save("mail-tls", "smtp", { ...config, encryption: "starttls" }, { password: "right" });
    expect(await test("mail-tls")).toMatchObject({ ok: false });
    expect(mails).toHaveLength(1);
  });

  it("ask a language model", async () => {
    await save("model", "llm", { baseUrl: `${here()}/v1`, model: "small" }, { apiKey: "key-hunter2" });
    answer = JSON.stringify({
      choices: [{ message: { role: "assistant", content: '{"answer":"yes"}' }, finish_reason: "stop" }],
      usage: { prompt_tokens: 11, completion_tokens: 4, total_tokens: 15 },
    });
    expect(await test("model")).toMatchObject({ ok: true, message: expect.stringContaining("11 tokens") });
    expect(received[0]).toMatchObject({
      path: "/v1/chat/completions",
      headers: { authorization: "Bearer key-hunter2" },
    });
  });

  it("reach nothing inside the network that nobody opened", async () => {
    await save("inside", "webhook", { url: "http://169.254.169.254/latest" }, { signingSecret });
    expect(await test("inside")).toMatchObject({ ok: false, message: expect.stringContaining("inside a network") });
    await save("mail-inside", "smtp", { host: "10.0.0.1", from: "a@example.com" }, {});
    expect(await test("mail-inside")).toMatchObject({
      ok: false,
      message: expect.stringContaining("inside a network"),
    });
    await save("model-inside", "llm", { baseUrl: "http://[::ffff:10.0.0.1]/v1", model: "m" }, { apiKey: "x" });
    expect(await test("model-inside")).toMatchObject({ ok: false });
  });

  it("refuse what is not theirs to take", async () => {
    const wrong = { code: "connection.invalid" };
    await expect(save("Bad Name", "webhook", { url: here() }, { signingSecret })).rejects.toMatchObject(wrong);
    await expect(save("new", "fax", {}, {})).rejects.toMatchObject(wrong);
    await expect(save("new", "webhook", { url: "file:///etc/passwd" }, { signingSecret })).rejects.toMatchObject(wrong);
    await expect(save("new", "webhook", { url: "https://a:b@c.example" }, { signingSecret })).rejects.toMatchObject(
      wrong,
    );
    await expect(save("new", "webhook", { url: here(), more: 1 }, { signingSecret })).rejects.toMatchObject(wrong);
    await expect(save("new", "webhook", { url: here() }, {})).rejects.toMatchObject(wrong);
    await expect(save("new", "webhook", { url: here() }, { other: "x" })).rejects.toMatchObject(wrong);
    const failure = await save("new", "webhook", { url: here() }, { signingSecret: "hunter2" }).catch((error) => error);
    expect(failure).toMatchObject(wrong);
    expect(String(failure)).not.toContain("hunter2");
    await expect(save("orders", "webhook", { url: here() }, { signingSecret })).rejects.toMatchObject({
      code: "connection.name-taken",
    });
    expect((await services.connections.list(caller)).map(({ name }) => name)).not.toContain("new");
  });

  it("take their secrets along when they are deleted, which cannot be deleted under them", async () => {
    const names = async () => (await services.secrets.list(caller)).map(({ name }) => name);
    expect(await names()).toContain("connection/orders/signingSecret");
    await expect(services.secrets.remove(caller, "connection/orders/signingSecret")).rejects.toMatchObject({
      code: "secret.in-use",
    });
    await services.connections.remove(caller, "orders");
    expect(await names()).not.toContain("connection/orders/signingSecret");
    await expect(services.connections.remove(caller, "orders")).rejects.toMatchObject({ code: "connection.not-found" });
  });
});
