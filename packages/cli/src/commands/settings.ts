import { CommandError } from "../command-error.ts";
import type { StudioClient } from "../studio-client.ts";

export const settingsUsage = "aisle settings [time-zone ZONE]";

/** Shows the workspace's settings, or one of them by its name, or sets its time zone. */
export async function settingsCommand(client: StudioClient, args: readonly string[]): Promise<void> {
  const [name, value, ...rest] = args;
  if (name !== undefined && name !== "time-zone") throw new CommandError(`There is no setting ${name}.`, settingsUsage);
  if (rest.length > 0) throw new CommandError("A time zone is one name, such as Europe/Berlin.", settingsUsage);
  if (value !== undefined) await client.mutate("settings.setTimeZone", { timeZone: value });
  const { timeZone } = await client.query<{ readonly timeZone: string }>("settings.get");
  process.stdout.write(`time-zone  ${timeZone}\n`);
}
