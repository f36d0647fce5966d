import type { Json, JsonObject } from "@aisle/runtime/json";

const maxCandidates = 50;

/**
 * The JSON object in a model's text: after its thinking, out of a fence, with words before and behind. The first that has the
 * wanted names wins; in a whole answer, else the first that can be read. `undefined` when there is none.
 */
export function jsonInText(text: string, requiredNames: readonly string[], isWhole: boolean): Json | undefined {
  const said = withoutThinking(text);
  let first: JsonObject | undefined;
  let from = said.indexOf("{");
  for (let tried = 0; from >= 0 && tried < maxCandidates; tried++) {
    const to = endOfObject(said, from);
    const value = to === undefined ? undefined : readObject(said.slice(from, to));
    if (
      value !== undefined &&
      requiredNames.every((name) => Object.hasOwn(value, name)) &&
      (isWhole || requiredNames.length > 0)
    )
      return value;
    first ??= value;
    from = said.indexOf("{", value === undefined || to === undefined ? from + 1 : to);
  }
  // What can be read of an answer that was cut off is a part of it.
  return isWhole ? first : undefined;
}

/** Thinking is not the answer, whether its opening mark was sent or not. */
function withoutThinking(text: string): string {
  const ends = [...text.matchAll(/<\/(?:think|thinking|reasoning)>/gi)];
  const last = ends.at(-1);
  return last === undefined ? text : text.slice(last.index + last[0].length);
}

/** Behind the brace that closes the one at `from`; braces inside texts do not count. */
function endOfObject(text: string, from: number): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character === "\\") at++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return at + 1;
  }
  return undefined;
}

function readObject(text: string): JsonObject | undefined {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return undefined;
  }
}
