/** The first `max` UTF-16 code units of a text, one fewer where the cut would part a surrogate pair. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
}

/** The same, with an ellipsis in place of what was cut. */
export function shortenText(text: string, max: number): string {
  return text.length <= max ? text : `${cutText(text, max)}…`;
}
