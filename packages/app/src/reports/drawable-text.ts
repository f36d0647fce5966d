import { shortenText } from "@aisle/runtime/cut-text";

const maxLength = 4000;
/** A space of no width after each sixty characters without any: the time that a line takes to be broken grows with the square of a word. */
const longWord = /\S{60}(?=\S)/gu;

/** A text as it can be laid out in a moment, whoever wrote it: cut where it is very long, and with places to break in very long words. */
export function drawableText(text: string): string {
  return shortenText(text, maxLength).replaceAll(longWord, "$&\u200B");
}
