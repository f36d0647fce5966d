import { AisleError } from "@aisle/runtime/errors";
import { isTimeZone } from "@aisle/runtime/zoned-time";
import type { Caller } from "../access/caller.ts";
import { auditActor } from "../audit/audit-service.ts";
import type { Area } from "../services/area.ts";
import type { SettingsPorts } from "./settings-ports.ts";

/** Settings of a workspace. */
export interface SettingsService {
  get(caller: Caller): Promise<{ readonly timeZone: string }>;
  /** Takes the IANA name of a zone; throws `settings.time-zone`. */
  setTimeZone(caller: Caller, timeZone: string): Promise<void>;
}

export const settingsArea: Area<SettingsService, SettingsPorts> = {
  permissions: { get: "look", setTimeZone: "operate" },
  make: ({ settings }) => ({
    get: async ({ workspaceId }) => ({ timeZone: await settings.timeZone(workspaceId) }),
    async setTimeZone(caller, timeZone) {
      if (!isTimeZone(timeZone)) throw new AisleError("settings.time-zone", `“${timeZone}” is no time zone.`);
      await settings.setTimeZone(auditActor(caller), timeZone);
    },
  }),
};
