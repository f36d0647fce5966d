import type { Json, JsonObject } from "@aisle/runtime/json";

/** Turns a personal value into a token: the same value always gives the same token, and nobody can read it back. */
export type Tokenise = (value: string) => string;

const personalNames =
  /^(e_?mail|phone|mobile|telephone|name|first_?name|last_?name|full_?name|street|address\d?|postcode|zip|zip_?code|birthday|birth_?date|date_?of_?birth|ip|ip_?address|iban|card|card_?number|password|ssn|tax_?id)$/i;
const people = /^(shopper|customer|user|profile|person|contact|buyer|recipient|billing|shipping|delivery|traits)/i;
const address = /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+/g;
// Nine digits or more, with the spaces, dots and dashes people write between them: telephones, cards, accounts.
const longNumber = /\+?\d(?:[ .-]?\d){8,18}/g;

/**
 * Compiles a schema into a function that replaces what is personal in a request by tokens: fields whose schema says
 * `"x-personal": true` or `format: "email"`, fields of personal names, and e-mail addresses and long numbers in free text.
 * Returns the body itself when nothing in it is personal.
 */
export function makeRedactor(schema: JsonObject, tokenise: Tokenise): (body: JsonObject) => JsonObject {
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
        if (text !== before) copy = { ...(copy ?? object), [name]: text };
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
  return (body) => redact(body, true, true) as JsonObject;
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
  const withoutAddresses = text.includes("@") ? text.replace(address, tokenise) : text;
  if (withoutAddresses.length < 9 || isId(withoutAddresses)) return withoutAddresses;
  return withoutAddresses.replace(longNumber, tokenise);
}

/** A text without a space that holds a letter is an id of the shop's own, not something a shopper wrote. */
function isId(text: string): boolean {
  return !text.includes(" ") && /[A-Za-z]/.test(text);
}
