import { AisleError } from "@aisle/runtime/errors";
import { isTimeZone } from "@aisle/runtime/zoned-time";
import { auditActor } from "../audit/audit-service.ts";
import type { StudioDeps } from "../studio/studio-deps.ts";
import type { StudioServices } from "../studio-services.ts";

/** Settings of a workspace. */
export function settingsService(deps: StudioDeps): Pick<StudioServices, "settings" | "setTimeZone"> {
  return {
    settings: async ({ workspaceId }) => ({ timeZone: await deps.settings.timeZone(workspaceId) }),
    async setTimeZone(caller, timeZone) {
      if (!isTimeZone(timeZone)) throw new AisleError("settings.time-zone", `“${timeZone}” is no time zone.`);
      await deps.settings.setTimeZone(caller.workspaceId, timeZone);
      await deps.audit.append(auditActor(caller), {
        action: "settings.changed",
        subject: "time-zone",
        detail: { to: timeZone },
      });
    },
  };
}
