import type { ReplayResult, ScoreResult } from "../../../api/outputs.ts";
import { count, counted } from "../../../ui/format.ts";

/** Which requests were drawn: `200 of the 4,812 requests of yesterday, 29 Nov, chosen by the hash of their id.` */
export function describeLogged(
  { since, day }: ReplayResult["time"],
  { drawn, logged }: ReplayResult["counts"],
): string {
  const date = new Date(since).toLocaleDateString("en", { day: "numeric", month: "short" });
  const of = {
    yesterday: `yesterday, ${date}`,
    earlier: `${date}, the last day with traffic`,
    today: "today, the first day with traffic",
  }[day];
  if (drawn >= logged) return `All ${counted(logged, "request")} of ${of}.`;
  return `${count(drawn)} of the ${counted(logged, "request")} of ${of}, chosen by the hash of their id.`;
}

/** What of the drawn could not be replayed, and that personal data are tokens; empty where there is nothing to say. */
export function describeLost(counts: ReplayResult["counts"] & Partial<ScoreResult["counts"]>): string {
  const lost = [
    [counts.refused, "were refused, and their requests are not stored"],
    [counts.gone, "are no longer stored"],
    [counts.tooLarge, "were too large to store"],
    [counts.misfit, "do not fit the request’s fields as they are logged"],
    [counts.failed ?? 0, "are answered by one side alone today"],
    [counts.unknownOdds ?? 0, "have unknown odds"],
  ] as const;
  const reasons = lost.filter(([many]) => many > 0).map(([many, why]) => `${count(many)} ${why}`);
  const tokens =
    counts.withTokens > 0
      ? `${count(counts.withTokens)} hold tokens where personal data stood: shoppers who are recognized by those fields are answered as unknown.`
      : "";
  return [reasons.length === 0 ? "" : `Not replayed: ${reasons.join("; ")}.`, tokens].filter(Boolean).join(" ");
}
