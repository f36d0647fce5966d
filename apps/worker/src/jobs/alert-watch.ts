import { alertMessage } from "@aisle/app/alerts/alert-message";
import { isQuiet } from "@aisle/app/alerts/quiet-hours";
import { digestDay, weeklyDigest } from "@aisle/app/alerts/weekly-digest";
import type { AlertSettings, UnsentAlertEvent } from "@aisle/contracts/alert";
import { AlertOutbox } from "@aisle/platform/alerts/alert-outbox";
import { AlertStore } from "@aisle/platform/alerts/alert-store";
import type { Notifier } from "@aisle/platform/notify/notifier";
import { workspaceTimeZone } from "@aisle/platform/workspaces/workspace-settings";
import { ZoneClock } from "@aisle/runtime/zoned-time";
import { eachWorkspace } from "../each-workspace.ts";
import type { JobDeps } from "./job-deps.ts";
import { RepeatedPoll } from "./repeated-poll.ts";

const firstMs = 20_000;
const weekMs = 7 * 86_400_000;
const digestAlerts = 200;
/** Events that wait this long together go out as one message, such as after quiet hours. */
const fewAtOnce = 3;

interface AlertWatchDeps extends Pick<JobDeps, "pool" | "records"> {
  readonly workspaces: Pick<JobDeps["workspaces"], "ids">;
  readonly notifier: Pick<Notifier, "raise">;
}

/**
 * Sends what happened to alerts: once a minute what waits and need not wait for quiet hours to end, and on Mondays what the week brought.
 * A message has the number of its first event: killed anywhere, the next time sends the same one, and nobody gets it twice.
 */
export class AlertWatch extends RepeatedPoll {
  readonly #deps: AlertWatchDeps;
  readonly #outbox: AlertOutbox;
  readonly #alerts: AlertStore;

  constructor(deps: AlertWatchDeps, onError: (error: unknown) => void) {
    super(onError, firstMs);
    this.#deps = deps;
    this.#outbox = new AlertOutbox(deps.pool);
    this.#alerts = new AlertStore(deps.pool);
  }

  /** `now` in milliseconds since 1970. */
  async poll(now = Date.now()): Promise<void> {
    await eachWorkspace(await this.#outbox.workspaces(), (workspaceId) => this.#send(workspaceId, now));
    await eachWorkspace(await this.#deps.workspaces.ids(), (workspaceId) => this.#digest(workspaceId, now));
  }

  async #send(workspaceId: string, now: number): Promise<void> {
    const settings = await this.#alerts.settings(workspaceId);
    const clock = await this.#clock(workspaceId);
    const waiting = await this.#outbox.waiting(workspaceId);
    const due = waiting.filter((event) => event.batch !== null || !isHeld(event, settings, clock, now));
    const fresh = due.filter(({ batch }) => batch === null).map(({ seq }) => seq);
    if (fresh.length > fewAtOnce) await this.#outbox.gather(workspaceId, fresh);
    else for (const seq of fresh) await this.#outbox.gather(workspaceId, [seq]);
    const gathered = (await this.#outbox.waiting(workspaceId)).filter(({ batch }) => batch !== null);
    for (const batch of new Set(gathered.map((event) => event.batch!))) {
      const events = gathered.filter((event) => event.batch === batch);
      await this.#deps.notifier.raise({
        ...{ workspaceId, key: `alert/${batch}`, kind: "alert", to: assigneesOf(events) },
        ...alertMessage(events),
      });
      await this.#outbox.sent(workspaceId, batch);
    }
  }

  async #digest(workspaceId: string, now: number): Promise<void> {
    const day = digestDay(await this.#clock(workspaceId), now);
    if (day === undefined || !(await this.#alerts.settings(workspaceId)).digest) return;
    const [alerts, endpoints] = await Promise.all([
      this.#alerts.list(workspaceId, { limit: digestAlerts }),
      this.#deps.records.endpoints(workspaceId),
    ]);
    const ofWeek = alerts.filter(({ raisedAt, state }) => raisedAt >= now - weekMs || state !== "recovered");
    const loud = new Set(ofWeek.filter(({ kind }) => kind === "endpoint").map(({ name }) => name));
    const quiet = endpoints.filter(({ slug }) => !loud.has(slug)).length;
    const digest = weeklyDigest(ofWeek, { endpoints: endpoints.length, quiet, at: now });
    if (digest !== undefined)
      await this.#deps.notifier.raise({
        ...digest,
        workspaceId,
        key: `alert-digest/${day}`,
        kind: "alert.digest",
        to: [],
      });
  }

  async #clock(workspaceId: string): Promise<ZoneClock> {
    return new ZoneClock(await workspaceTimeZone(this.#deps.pool, workspaceId));
  }
}

function isHeld({ alert }: UnsentAlertEvent, { quiet }: AlertSettings, clock: ZoneClock, now: number): boolean {
  return (quiet?.all === true || alert.severity === "low") && isQuiet(quiet, clock, now);
}

/** Who took an alert hears of it; else those who run the workspace. */
function assigneesOf(events: readonly UnsentAlertEvent[]): readonly string[] {
  return [...new Set(events.map(({ alert }) => alert.assignee).filter((each) => each !== null))];
}
