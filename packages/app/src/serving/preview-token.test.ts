import { expect, it } from "vitest";
import { isPreviewToken, makePreviewToken } from "./preview-token.ts";

const now = 1_790_000_000_000;

it("is good for its workspace, for a day, and for nobody who changed it", () => {
  const token = makePreviewToken("secret", "ws", now);
  expect(isPreviewToken("secret", "ws", token, now + 86_300_000)).toBe(true);
  expect(isPreviewToken("secret", "ws", token, now + 86_400_001)).toBe(false);
  expect(isPreviewToken("secret", "other", token, now)).toBe(false);
  expect(isPreviewToken("another", "ws", token, now)).toBe(false);
  const [prefix, until, signed] = token.split("_") as [string, string, string];
  const later = (Number.parseInt(until, 36) + 1).toString(36);
  for (const wrong of [
    "",
    "pv",
    `${prefix}_${later}_${signed}`,
    `${prefix}_${until}_`,
    `${token}_x`,
    `xx_${until}_${signed}`,
  ])
    expect([wrong, isPreviewToken("secret", "ws", wrong, now)]).toEqual([wrong, false]);
});
