import { CommandError } from "./command-error.ts";
import { auditCommand, auditUsage } from "./commands/audit.ts";
import { backupCommand, restoreCommand, restoreUsage } from "./commands/backup.ts";
import { callCommand, callUsage } from "./commands/call.ts";
import { connectionsCommand, connectionsUsage } from "./commands/connections.ts";
import { decisionsCommand, decisionsUsage } from "./commands/decisions.ts";
import { demoShopCommand, demoShopUsage } from "./commands/demo-shop.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { importCommand, importUsage } from "./commands/import.ts";
import { publishCommand, publishUsage } from "./commands/publish.ts";
import { secretsCommand, secretsUsage } from "./commands/secrets.ts";
import { settingsCommand, settingsUsage } from "./commands/settings.ts";
import { readSettings } from "./settings.ts";
import { StudioClient } from "./studio-client.ts";

const usage = `Usage:
  ${importUsage}
  ${publishUsage}
  ${callUsage}
  ${demoShopUsage}
  ${settingsUsage}
  ${secretsUsage}
  ${connectionsUsage}
  ${auditUsage}
  aisle doctor
  ${decisionsUsage}
  aisle backup FILE
  ${restoreUsage}

Speaks to the Aisle that runs on this machine; AISLE_URL and AISLE_TOKEN name another one.`;

const commands: { readonly [name: string]: (client: StudioClient, args: readonly string[]) => Promise<void> } = {
  import: importCommand,
  publish: publishCommand,
  call: callCommand,
  "demo-shop": demoShopCommand,
  settings: settingsCommand,
  secrets: secretsCommand,
  connections: connectionsCommand,
  audit: auditCommand,
  doctor: doctorCommand,
  decisions: decisionsCommand,
  backup: backupCommand,
  restore: restoreCommand,
};

async function main(args: readonly string[]): Promise<void> {
  const [name = "help", ...rest] = args;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    process.stdout.write(`${usage}\n`);
    if (!["help", "--help", "-h"].includes(name)) process.exitCode = 2;
    return;
  }
  await command(new StudioClient(readSettings()), rest);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const known =
    error instanceof CommandError || (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS") === true;
  process.stderr.write(`${known ? (error as Error).message : (error as Error).stack}\n`);
  if (error instanceof CommandError && error.help !== undefined) process.stderr.write(`${error.help}\n`);
  process.exitCode = 1;
});
