import { requireShare } from "../degenerate.ts";

/**
 * Surprise of one segment: its part of the Jensen–Shannon divergence between the shares expected and seen, in nats; 0
 * when the share is as expected.
 *
 * @equation S = ½ (p ln(2p / (p + q)) + q ln(2q / (p + q))), p expected, q actual share
 * @source Bhagwan et al. (2014), Adtributor, NSDI, eq. 1
 * @throws StatsInputError when a share is outside [0, 1]
 */
export function surprise(expectedShare: number, actualShare: number): number {
  requireShare("expectedShare", expectedShare);
  requireShare("actualShare", actualShare);
  const sum = expectedShare + actualShare;
  const part = (share: number) => (share > 0 ? share * Math.log((2 * share) / sum) : 0);
  return Math.max(0, 0.5 * (part(expectedShare) + part(actualShare)));
}
