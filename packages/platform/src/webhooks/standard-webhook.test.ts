import { expect, it } from "vitest";
import { isWebhookSecret, newWebhookSecret, signWebhook, verifyWebhook } from "./standard-webhook.ts";

// The example of the specification's own libraries (github.com/standard-webhooks/standard-webhooks).
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const at = new Date(1614265330_000);
const body = '{"test": 2432232314}';

it("signs as the specification's example does", () => {
  expect(signWebhook(secret, id, at, body)).toEqual({
    "webhook-id": id,
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

it("verifies what was signed, and nothing that was changed, replayed late or signed with another secret", () => {
  const headers = signWebhook(secret, id, at, body);
  expect(verifyWebhook(secret, headers, body, at)).toBe(true);
  expect(
    verifyWebhook(secret, { ...headers, "webhook-signature": `v2,x ${headers["webhook-signature"]}` }, body, at),
  ).toBe(true);
  expect(verifyWebhook(secret, headers, `${body} `, at)).toBe(false);
  expect(verifyWebhook(secret, { ...headers, "webhook-id": "msg_other" }, body, at)).toBe(false);
  expect(verifyWebhook(secret, { ...headers, "webhook-timestamp": "1614265331" }, body, at)).toBe(false);
  expect(verifyWebhook(newWebhookSecret(), headers, body, at)).toBe(false);
  expect(verifyWebhook(secret, headers, body, new Date(at.getTime() + 301_000))).toBe(false);
  expect(verifyWebhook(secret, { ...headers, "webhook-signature": "" }, body, at)).toBe(false);
});

it("knows what can sign", () => {
  expect(isWebhookSecret(newWebhookSecret())).toBe(true);
  expect(isWebhookSecret(secret)).toBe(true);
  for (const wrong of ["", "hunter2", "whsec_", "whsec_YWJj", secret.slice(6), `${secret} `])
    expect(isWebhookSecret(wrong)).toBe(false);
});
