import type { Json, JsonObject } from "@aisle/runtime/json";

/** Turns a personal value into a token: the same value always gives the same token, and nobody can read it back. */
export type Tokenise = (value: string) => string;

const personalNames =
  /^(e_?mail|phone|mobile|telephone|name|first_?name|last_?name|full_?name|street|address\d?|postcode|zip|zip_?code|birthday|birth_?date|date_?of_?birth|ip|ip_?address|iban|card|card_?number|password|ssn|tax_?id)$/i;
const people = /^(shopper|customer|user|profile|person|contact|buyer|recipient|billing|shipping|delivery|traits)/i;
/** Characters of the part of an e-mail address before the @, by code. */
const isLocal = new Uint8Array(128);
for (const char of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._%+-")
  isLocal[char.charCodeAt(0)] = 1;
const maxLocal = 64;
const domain = /[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+/y;
// Digits with the spaces, dots and dashes people write between them. Nine or more are telephones, cards, accounts.
const digitRun = /\+?\d(?:[ .-]?\d)*/g;
const longNumber = /\+?\d(?:[ .-]?\d){8,18}/g;
/** Values of one request that get tokens of their own: each costs a hash, and a request may hold a hundred thousand. */
const maxTokens = 2_000;
const beyondTokens = "tok_beyond-the-first-2000";

/**
 * Compiles a schema into a function that replaces what is personal in a request by tokens: fields whose schema says
 * `"x-personal": true` or `format: "email"`, fields of personal names, and e-mail addresses and long numbers in free text.
 * Returns the body itself when nothing in it is personal. Takes time in proportion to the body's length, whatever it holds; from
 * the 2,001st personal value of a request on, all get the same token.
 */
export function makeRedactor(schema: JsonObject, tokeniseValue: Tokenise): (body: JsonObject) => JsonObject {
  let tokens = 0;
  const tokenise: Tokenise = (value) => (++tokens > maxTokens ? beyondTokens : tokeniseValue(value));
  const properties = (schema.properties ?? {}) as { readonly [name: string]: JsonObject };
  const declared = new Set(Object.keys(properties).filter((name) => isDeclaredPersonal(properties[name])));
  /** `owner` is true where fields describe the caller or a person: only there does `name` mean a person's name. */
  const redact = (value: Json, owner: boolean, top: boolean): Json => {
    if (typeof value === "string") return redactText(value, tokenise);
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return redactList(value, (item) => redact(item, owner && !top, false));
    let copy: Record<string, Json> | undefined;
    const object = value as JsonObject;
    for (const name in object) {
      const before = object[name]!;
      // Most fields of most requests are numbers of products: nothing to look at.
      if (!owner && (typeof before === "number" || typeof before === "boolean")) continue;
      if (!owner && typeof before === "string") {
        const text = redactText(before, tokenise);
        if (text === before) continue;
        // Copied once: an object may have thousands of fields to replace.
        copy ??= { ...object };
        copy[name] = text;
        continue;
      }
      const personal = before !== null && ((owner && personalNames.test(name)) || (top && declared.has(name)));
      const after = personal ? tokenise(JSON.stringify(before)) : redact(before, people.test(name), false);
      if (after === before) continue;
      copy ??= { ...object };
      copy[name] = after;
    }
    return copy ?? value;
  };
  return (body) => {
    tokens = 0;
    return redact(body, true, true) as JsonObject;
  };
}

function isDeclaredPersonal(schema: JsonObject | undefined): boolean {
  return schema?.["x-personal"] === true || schema?.format === "email";
}

function redactList(list: readonly Json[], redact: (item: Json) => Json): Json {
  let copy: Json[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const after = redact(list[index]!);
    if (after === list[index]) continue;
    copy ??= [...list];
    copy[index] = after;
  }
  return copy ?? list;
}

function redactText(text: string, tokenise: Tokenise): string {
  // Most texts are short ids: neither pattern can match without an @ or nine characters.
  if (text.length < 6) return text;
  const withoutAddresses = text.includes("@") ? replaceAddresses(text, tokenise) : text;
  if (withoutAddresses.length < 9 || isId(withoutAddresses)) return withoutAddresses;
  return withoutAddresses.replace(digitRun, (run) => replaceNumber(run, tokenise));
}

/** Looks from each @ to both sides: a pattern that began at each letter would read the same letters again and again. */
function replaceAddresses(text: string, tokenise: Tokenise): string {
  let replaced = "";
  let done = 0;
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", Math.max(at + 1, done))) {
    const first = Math.max(done, at - maxLocal);
    let start = at;
    while (start > first && isLocal[text.charCodeAt(start - 1)] === 1) start--;
    domain.lastIndex = at + 1;
    if (start === at || !domain.test(text)) continue;
    const token = tokenise(text.slice(start, domain.lastIndex));
    replaced += text.slice(done, start) + token;
    // No text that anybody wrote holds so many: its rest goes as a whole.
    if (token === beyondTokens) return replaced;
    done = domain.lastIndex;
  }
  return replaced + text.slice(done);
}

function replaceNumber(run: string, tokenise: Tokenise): string {
  return run.length < 9 ? run : run.replace(longNumber, tokenise);
}

/** A text without a space that holds a letter is an id of the shop's own, not something a shopper wrote. */
function isId(text: string): boolean {
  return !text.includes(" ") && /[A-Za-z]/.test(text);
}
