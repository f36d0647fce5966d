import type { Alert, AlertSettings } from "@aisle/contracts/alert";
import type { MonitorSubject } from "@aisle/contracts/monitor-source";
import { AisleError } from "@aisle/runtime/errors";
import type { Caller } from "../access/caller.ts";
import type { Person } from "../access/person.ts";
import { nobody } from "../access/person.ts";
import { auditActor } from "../audit/audit-service.ts";
import type { Area } from "../services/area.ts";
import type { AlertsPorts } from "./alerts-ports.ts";
import type { AlertDetail, AlertList, AlertListed, MuteRow } from "./alerts-shapes.ts";

const pageSize = 50;
const maxText = 2000;
const maxMuteMs = 400 * 86_400_000;
const dayMinutes = 1440;

/** Alerts: what monitors raised. Verbs that name one throw `alert.not-found`; those that change one `request.invalid` for bad input. */
export interface AlertsService {
  /** The latest first; `before` is that of the page before. */
  list(
    caller: Caller,
    query: { readonly state?: "open" | "recovered"; readonly subject?: MonitorSubject; readonly before?: string },
  ): Promise<AlertList>;
  get(caller: Caller, id: string): Promise<AlertDetail>;
  /** That somebody looks after it. Nothing happens to one that somebody took, or that is over. */
  acknowledge(caller: Caller, id: string): Promise<void>;
  /** To a member of the workspace, or to nobody. */
  assign(caller: Caller, id: string, userId: string | null): Promise<void>;
  note(caller: Caller, id: string, text: string): Promise<void>;
  mutes(caller: Caller): Promise<readonly MuteRow[]>;
  /** Sends nothing about a subject of which something was raised, or about one cause of it, until a time (ISO 8601). */
  mute(
    caller: Caller,
    mute: {
      readonly subject: MonitorSubject;
      readonly key: string | null;
      readonly until: string;
      readonly reason: string;
    },
  ): Promise<void>;
  unmute(caller: Caller, id: string): Promise<void>;
  settings(caller: Caller): Promise<AlertSettings>;
  setSettings(caller: Caller, settings: AlertSettings): Promise<void>;
}

export const alertsArea: Area<AlertsService, AlertsPorts> = {
  permissions: {
    list: "look",
    get: "look",
    acknowledge: "experiment",
    assign: "experiment",
    note: "experiment",
    mutes: "look",
    mute: "experiment",
    unmute: "experiment",
    settings: "look",
    setSettings: "experiment",
  },
  make: alertsService,
};

function alertsService({ alerts, people, newId }: AlertsPorts): AlertsService {
  const found = async ({ workspaceId }: Caller, id: string): Promise<Alert> => {
    const alert = await alerts.find(workspaceId, id);
    if (alert === undefined) throw notFound(id);
    return alert;
  };
  const named = async (ids: readonly (string | null)[]) => {
    const known = await people([...new Set(ids.filter((id) => id !== null))]);
    return (id: string | null): Person | null => (id === null ? null : (known.get(id) ?? nobody));
  };
  return {
    async list({ workspaceId }, { state, subject, before }) {
      const since = before === undefined ? undefined : instant(before, "before");
      const query = {
        ...(state === undefined ? {} : { state }),
        ...(subject === undefined ? {} : { subject }),
        ...(since === undefined ? {} : { before: since }),
      };
      const [rows, open] = await Promise.all([
        alerts.list(workspaceId, { ...query, limit: pageSize + 1 }),
        alerts.openCount(workspaceId),
      ]);
      const page = rows.slice(0, pageSize);
      const nameOf = await named(page.map(({ assignee }) => assignee));
      const items = page.map((alert) => listed(alert, nameOf));
      return { open, items, before: rows.length > pageSize ? items.at(-1)!.raisedAt : null };
    },
    async get(caller, id) {
      const alert = await found(caller, id);
      const events = await alerts.events(caller.workspaceId, id);
      const assigned = events.filter(({ type }) => type === "assigned").map(({ text }) => text);
      const nameOf = await named([alert.assignee, alert.acknowledgedBy, ...events.map(({ by }) => by), ...assigned]);
      return {
        ...listed(alert, nameOf),
        key: alert.key,
        seenAt: iso(alert.seenAt),
        acknowledgedBy: nameOf(alert.acknowledgedBy),
        findings: alert.findings.map(({ monitor, statement, since }) => ({ monitor, statement, since: iso(since) })),
        explanation: alert.explanation,
        happenings: events.map(({ type, at, by, text }) => ({
          type,
          at: iso(at),
          by: nameOf(by),
          text: type === "assigned" ? (text === "" ? "" : nameOf(text)!.name) : text,
        })),
      };
    },
    async acknowledge(caller, id) {
      await found(caller, id);
      await alerts.acknowledge(auditActor(caller), id);
    },
    async assign(caller, id, userId) {
      const { assignee } = await found(caller, id);
      if (userId !== null && !(await alerts.isMember(caller.workspaceId, userId)))
        throw invalid("userId", "Assign it to somebody who belongs to this workspace.");
      if (userId !== assignee) await alerts.assign(auditActor(caller), id, userId);
    },
    async note(caller, id, text) {
      await found(caller, id);
      const said = text.trim();
      if (said === "" || said.length > maxText) throw invalid("text", `A note has 1 to ${maxText} characters.`);
      await alerts.note(auditActor(caller), id, said);
    },
    async mutes({ workspaceId }) {
      const rows = await alerts.mutes(workspaceId);
      const nameOf = await named(rows.map(({ by }) => by));
      return rows.map((row) => ({ ...row, until: iso(row.until), by: nameOf(row.by) }));
    },
    async mute(caller, { subject, key, until, reason }) {
      if ((await alerts.list(caller.workspaceId, { subject, limit: 1 })).length === 0)
        throw new AisleError("alert.not-found", `Nothing was raised of “${subject.name}” that could be muted.`);
      const end = instant(until, "until");
      const now = Date.now();
      if (end <= now || end > now + maxMuteMs) throw invalid("until", "A mute ends in the future, within 400 days.");
      const said = reason.trim();
      if (said.length > maxText) throw invalid("reason", `A reason has ${maxText} characters at most.`);
      await alerts.mute(auditActor(caller), { ...subject, id: newId("mute"), key, until: end, reason: said });
    },
    async unmute(caller, id) {
      await alerts.unmute(auditActor(caller), id);
    },
    settings: ({ workspaceId }) => alerts.settings(workspaceId),
    async setSettings(caller, settings) {
      const { quiet } = settings;
      const isMinute = (value: number) => Number.isInteger(value) && value >= 0 && value < dayMinutes;
      if (quiet !== null && !(isMinute(quiet.from) && isMinute(quiet.to) && quiet.from !== quiet.to))
        throw invalid("quiet", "Quiet hours begin and end at different minutes of a day.");
      if (settings.country !== null && !/^[A-Z]{2}$/.test(settings.country))
        throw invalid("country", "A country is written as two capital letters, such as DE.");
      await alerts.setSettings(auditActor(caller), settings);
    },
  };
}

function listed(alert: Alert, nameOf: (id: string | null) => Person | null): AlertListed {
  const { id, kind, name, title, statement, severity, state, muted, since, raisedAt, recoveredAt, assignee } = alert;
  return {
    ...{ id, kind, name, title, statement, severity, state, muted },
    since: iso(since),
    raisedAt: iso(raisedAt),
    recoveredAt: recoveredAt === null ? null : iso(recoveredAt),
    assignee: nameOf(assignee),
  };
}

const iso = (at: number): string => new Date(at).toISOString();

function instant(text: string, field: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw invalid(field, "Write the time as ISO 8601.");
  return at;
}

const invalid = (field: string, message: string) => new AisleError("request.invalid", message, { field });
const notFound = (id: string) => new AisleError("alert.not-found", "There is no such alert.", { id });
