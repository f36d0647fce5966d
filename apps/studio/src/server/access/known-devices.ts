import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const retentionDays = 365;

/**
 * Signed cookies of browsers in which an account has signed in before ("device cookies" of OWASP's *Slow Down Online
 * Guessing Attacks*). One says nothing but that: it signs nobody in. Each account has a cookie of its own, so that people
 * who share a browser are all known there.
 */
export class KnownDevices {
  readonly #key: Buffer;
  readonly #secure: boolean;

  constructor(secret: string, secure: boolean) {
    this.#key = createHmac("sha256", secret).update("known devices").digest();
    this.#secure = secure;
  }

  /** The id of the device when these cookies hold one of this account. */
  find(cookies: string | null, account: string): string | undefined {
    const name = this.#nameOf(account);
    const pair = (cookies ?? "").split(";").find((part) => part.trim().startsWith(`${name}=`));
    const [id = "", signature = ""] = (pair?.trim().slice(name.length + 1) ?? "").split(".");
    const expected = Buffer.from(this.#sign(account, id));
    const given = Buffer.from(signature);
    return id !== "" && given.length === expected.length && timingSafeEqual(given, expected) ? id : undefined;
  }

  /** A Set-Cookie that makes a browser a known device of the account. */
  cookieFor(account: string): string {
    const id = randomBytes(16).toString("base64url");
    const flags = `Path=/api/auth; HttpOnly; SameSite=Strict; Max-Age=${retentionDays * 86_400}${this.#secure ? "; Secure" : ""}`;
    return `${this.#nameOf(account)}=${id}.${this.#sign(account, id)}; ${flags}`;
  }

  /** An e-mail address does not stand in a cookie's name. */
  #nameOf(account: string): string {
    return `aisle.device.${this.#hmac(`name ${account}`).toString("hex").slice(0, 16)}`;
  }

  #sign(account: string, id: string): string {
    return this.#hmac(`device ${id} ${account}`).toString("base64url");
  }

  #hmac(text: string): Buffer {
    return createHmac("sha256", this.#key).update(text).digest();
  }
}
