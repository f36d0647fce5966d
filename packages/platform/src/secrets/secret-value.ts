import { inspect } from "node:util";

const shown = "[secret]";

/** A secret in memory: text, JSON and logs show `[secret]`; only `reveal` gives it. */
export class SecretValue {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  [inspect.custom](): string {
    return shown;
  }
}
