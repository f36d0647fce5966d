import { cutText } from "@aisle/runtime/cut-text";
/** One line of a text, without its end. `cut` marks a line that was too long to be kept: its beginning. */
export interface TextLine {
  readonly line: number;
  readonly text: string;
  readonly cut: boolean;
}

/** The longest line, and the longest row over several lines, that is read: characters. */
export const maxRowLength = 1_000_000;

const cutLineLength = 1000;

/** Splits a stream of text into lines, in batches as they come; ends are LF, CR LF or the end of the text. */
export async function* textLines(texts: AsyncIterable<string>): AsyncGenerator<readonly TextLine[]> {
  let line = 1;
  let rest = "";
  let cutting: string | undefined;
  for await (const text of texts) {
    const lines: TextLine[] = [];
    let at = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", at)) {
      if (cutting !== undefined) {
        lines.push({ line: line++, text: cutting, cut: true });
        cutting = undefined;
      } else lines.push(lineOf(rest + text.slice(at, end), line++));
      rest = "";
      at = end + 1;
    }
    if (cutting === undefined) {
      rest += text.slice(at);
      if (rest.length > maxRowLength) {
        cutting = cutText(rest, cutLineLength);
        rest = "";
      }
    }
    if (lines.length > 0) yield lines;
  }
  if (cutting !== undefined) yield [{ line, text: cutting, cut: true }];
  else if (rest !== "") yield [lineOf(rest, line)];
}

function lineOf(text: string, line: number): TextLine {
  if (text.length > maxRowLength) return { line, text: cutText(text, cutLineLength), cut: true };
  return { line, text: text.endsWith("\r") ? text.slice(0, -1) : text, cut: false };
}
