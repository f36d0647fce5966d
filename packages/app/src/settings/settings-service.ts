import { AisleError } from "@aisle/runtime/errors";
import { isTimeZone } from "@aisle/runtime/zoned-time";
import type { StudioDeps } from "../studio/studio-deps.ts";
import type { StudioServices } from "../studio-services.ts";

/** Settings of a workspace. */
export function settingsService(deps: StudioDeps): Pick<StudioServices, "settings" | "setTimeZone"> {
  return {
    settings: async ({ workspaceId }) => ({ timeZone: await deps.settings.timeZone(workspaceId) }),
    async setTimeZone({ workspaceId }, timeZone) {
      if (!isTimeZone(timeZone))
        throw new AisleError("request.invalid", `"${timeZone}" is no time zone; name one such as Europe/Berlin.`);
      await deps.settings.setTimeZone(workspaceId, timeZone);
    },
  };
}
