import { CommandError } from "./command-error.ts";
import { helpText, usage } from "./command-help.ts";
import { auditCommand } from "./commands/audit.ts";
import { backupCommand, restoreCommand } from "./commands/backup.ts";
import { callCommand } from "./commands/call.ts";
import { connectionsCommand } from "./commands/connections.ts";
import { decisionsCommand } from "./commands/decisions.ts";
import { demoCommand } from "./commands/demo.ts";
import { demoShopCommand } from "./commands/demo-shop.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { experimentsCommand } from "./commands/experiments.ts";
import { importCommand } from "./commands/import.ts";
import { listCommand } from "./commands/list.ts";
import { personCommand } from "./commands/person.ts";
import { publishCommand } from "./commands/publish.ts";
import { secretsCommand } from "./commands/secrets.ts";
import { settingsCommand } from "./commands/settings.ts";
import { readSettings } from "./settings.ts";
import { StudioClient } from "./studio-client.ts";

const commands: { readonly [name: string]: (client: StudioClient, args: readonly string[]) => Promise<void> } = {
  import: importCommand,
  publish: publishCommand,
  call: callCommand,
  list: listCommand,
  demo: demoCommand,
  "demo-shop": demoShopCommand,
  settings: settingsCommand,
  secrets: secretsCommand,
  connections: connectionsCommand,
  audit: auditCommand,
  person: personCommand,
  doctor: doctorCommand,
  decisions: decisionsCommand,
  experiments: experimentsCommand,
  backup: backupCommand,
  restore: restoreCommand,
};

async function main(args: readonly string[]): Promise<void> {
  const [asked = "help", ...more] = args;
  // “aisle help import” is “aisle import --help”.
  const isHelp = asked === "help" && more.length > 0;
  const [name, rest] = isHelp ? [more[0]!, [...more.slice(1), "--help"]] : [asked, more];
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    process.stdout.write(`${usage}\n`);
    if (!["help", "--help", "-h"].includes(name)) process.exitCode = 2;
    return;
  }
  // Help needs no running Aisle.
  if (rest.some((arg) => arg === "--help" || arg === "-h")) process.stdout.write(`${helpText(name, rest)}\n`);
  else await command(new StudioClient(readSettings()), rest);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const known =
    error instanceof CommandError || (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS") === true;
  process.stderr.write(`${known ? (error as Error).message : (error as Error).stack}\n`);
  if (error instanceof CommandError && error.help !== undefined) process.stderr.write(`${error.help}\n`);
  process.exitCode = 1;
});
