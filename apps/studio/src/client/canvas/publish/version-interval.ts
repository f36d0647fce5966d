import type { VersionRow } from "../../api/outputs.ts";

const patienceMs = 120_000;

/** How often to ask for the versions again: every second and a half while the newest is on its way to being live. */
export function versionInterval(versions: readonly VersionRow[] | undefined): number | false {
  const [newest] = versions ?? [];
  if (newest === undefined || newest.live || newest.status === "failed") return false;
  return Date.now() - Date.parse(newest.createdAt) < patienceMs ? 1_500 : false;
}
