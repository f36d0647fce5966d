import { auditUsage } from "./commands/audit.ts";
import { backupUsage, restoreUsage } from "./commands/backup.ts";
import { callUsage } from "./commands/call.ts";
import { connectionsUsage } from "./commands/connections.ts";
import { decisionsUsage } from "./commands/decisions.ts";
import { demoUsage } from "./commands/demo.ts";
import { demoShopUsage } from "./commands/demo-shop.ts";
import { doctorUsage } from "./commands/doctor.ts";
import { experimentsUsage } from "./commands/experiments.ts";
import { importUsage } from "./commands/import.ts";
import { listUsage } from "./commands/list.ts";
import { personUsage } from "./commands/person.ts";
import { publishUsage } from "./commands/publish.ts";
import { secretsUsage } from "./commands/secrets.ts";
import { settingsUsage } from "./commands/settings.ts";

/** What a command or one of its parts is for, as `--help` shows it. */
interface Help {
  readonly usage: string;
  readonly does: string;
  readonly options?: readonly (readonly [option: string, does: string])[];
  readonly parts?: { readonly [name: string]: Help };
}

const json = ["--json", "the rows as JSON, with every field"] as const;

/** Every command, in the order in which the list of all shows them. */
export const commandHelp: { readonly [command: string]: Help } = {
  import: {
    usage: importUsage,
    does: "Imports a CSV, TSV or JSONL file (.gz too). Rows that cannot be stored are listed with their reasons. Exit code 1 when nothing was stored.",
    options: [
      ["--map field=column …", "which column holds which field"],
      ["--price-unit minor|major", "prices in cents, or in whole units with decimals (the default)"],
      ["--currency EUR", "currency of rows that name none"],
      ["--kind view|cart|purchase", "what events without a kind are"],
      ["--create-products", "make products of invoice lines that the catalogue does not have"],
      ["--demo-shop keep|aside", "whether the demo shop is set aside once these products are there"],
      ["--report FILE", "where rejected rows go; FILE.rejected.csv by default"],
    ],
    parts: {
      catalog: {
        usage: "aisle import catalog FILE",
        does: "Products: id and title, and what else the file has of them.",
      },
      events: {
        usage: "aisle import events FILE",
        does: "What shoppers did: shopper, product and time; orders and invoices too.",
      },
      stock: {
        usage: "aisle import stock FILE",
        does: "Stock, and prices where the file has them, of products that are there.",
      },
    },
  },
  publish: {
    usage: publishUsage,
    does: "Publishes a graph file or a template. The version is checked, run on its samples and warmed before it goes live.",
    options: [
      ["--slug NAME", "the endpoint's name; the file's own by default"],
      ["--name TITLE", "the pipeline's title"],
      ["--notes TEXT", "what the version is about"],
    ],
  },
  call: {
    usage: callUsage,
    does: "Sends a request to a live endpoint and prints the answer.",
    options: [["--key KEY", "calls as a shop would (AISLE_KEY too); without one as a sample, logged and not counted"]],
  },
  list: {
    usage: listUsage,
    does: "Lists what there is, a line each.",
    options: [json],
    parts: {
      pipelines: {
        usage: "aisle list pipelines [--json]",
        does: "Pipelines: id, live version, endpoint, title.",
        options: [json],
      },
      endpoints: {
        usage: "aisle list endpoints [--json]",
        does: "Live endpoints: name, version, since when, requests of the last hour.",
        options: [json],
      },
      versions: {
        usage: "aisle list versions [PIPELINE] [--json]",
        does: "Versions of a pipeline by its id, endpoint or title; of all pipelines where none is named.",
        options: [json],
      },
      keys: {
        usage: "aisle list keys [--json]",
        does: "Keys: kind, the ends of the key, when it was made and last used.",
        options: [json],
      },
      jobs: {
        usage: "aisle list jobs [--json]",
        does: "Jobs: state, when it was made, title and what went wrong.",
        options: [json],
      },
    },
  },
  demo: {
    usage: demoUsage,
    does: "Lets simulated shoppers visit the demo shop, so that charts and traces have something to show.",
    parts: {
      traffic: {
        usage: demoUsage,
        does: "They ask the live endpoints, click and buy, and report it. What they report goes with the demo shop.",
        options: [
          ["--minutes N", "how long; 5 by default, Ctrl-C ends it"],
          ["--per-second N", "visits a second, on average over a day; 2 by default, 20 at most"],
          ["--seed N", "the same seed draws the same shoppers and visits"],
        ],
      },
    },
  },
  "demo-shop": {
    usage: demoShopUsage,
    does: "Says whether the demo shop is among the products.",
    parts: {
      aside: { usage: "aisle demo-shop aside", does: "Takes its products out; they can be brought back." },
      back: { usage: "aisle demo-shop back", does: "Brings its products back." },
      delete: { usage: "aisle demo-shop delete --yes", does: "Deletes for good what is set aside." },
    },
  },
  settings: {
    usage: settingsUsage,
    does: "Shows the workspace's settings, or sets one.",
    parts: {
      "time-zone": {
        usage: "aisle settings time-zone [ZONE]",
        does: "The zone that decides days, such as Europe/Berlin.",
      },
    },
  },
  secrets: {
    usage: secretsUsage,
    does: "Keeps passwords and keys of other services. A value is typed or piped, never an argument, and shown nowhere.",
    parts: {
      list: { usage: "aisle secrets list", does: "Names and times, never a value." },
      set: {
        usage: "aisle secrets set NAME [--stdin]",
        does: "Stores a value under a name.",
        options: [["--stdin", "reads the value from standard input"]],
      },
      remove: { usage: "aisle secrets remove NAME", does: "Removes a secret." },
      rotate: { usage: "aisle secrets rotate", does: "Encrypts all of them with another key." },
    },
  },
  connections: {
    usage: connectionsUsage,
    does: "Shows the connections to mail servers, chats and other systems, and tries them out.",
    parts: {
      list: { usage: "aisle connections list", does: "Each connection, and how its last test went." },
      test: { usage: "aisle connections test NAME", does: "Tries one out. Exit code 1 when it fails." },
    },
  },
  person: {
    usage: personUsage,
    does: "Finds, exports or deletes what is stored about a person. For owners.",
    options: [
      ["--shopper ID", "a shopper, by the shop's id"],
      ["--email ADDRESS", "someone who signs in, or a shopper, by e-mail address"],
      ["--user ID", "someone who signs in, by id"],
      ["--yes", "delete: it cannot be undone"],
    ],
  },
  audit: {
    usage: auditUsage,
    does: "Shows what was done and by whom, or proves that nothing of it was changed.",
    parts: {
      list: {
        usage: "aisle audit list [--limit N] [--action NAME]",
        does: "What was done, the latest first.",
        options: [
          ["--limit N", "how many, 1 to 500; 50 by default"],
          ["--action NAME", "of one kind alone, such as version.live"],
        ],
      },
      verify: {
        usage: "aisle audit verify [--expect SEQ:HASH]",
        does: "Computes the hashes of the whole log again. Exit code 1 when something was changed.",
        options: [["--expect SEQ:HASH", "an end noted earlier that must still be a part of it"]],
      },
    },
  },
  doctor: {
    usage: doctorUsage,
    does: "Looks at every part of a running Aisle, a line each. Exit code 1 when something needs attention.",
  },
  decisions: {
    usage: decisionsUsage,
    does: "Works on the log of decisions.",
    parts: {
      rejected: {
        usage: decisionsUsage,
        does: "Decisions that the database refused, each with the reason. Exit code 1 while some are left.",
        options: [["--replay", "tries to store them again"]],
      },
    },
  },
  experiments: {
    usage: experimentsUsage,
    does: "Lists experiments, shows and exports what they found, and makes one of a file.",
    parts: {
      list: {
        usage: "aisle experiments list [--archived] [--search TEXT] [--json]",
        does: "Experiments: key, state, units, verdict, name.",
        options: [
          ["--archived", "those that are archived"],
          ["--search TEXT", "those whose name, key, hypothesis or decision holds it"],
          json,
        ],
      },
      show: {
        usage: "aisle experiments show KEY [--json]",
        does: "The verdict, each metric by arm, and whether it can be trusted.",
        options: [["--json", "everything that the studio knows of it"]],
      },
      export: {
        usage: "aisle experiments export KEY [--format csv|html|pdf] [--output FILE]",
        does: "The rows of the readout as CSV, or the report as a page of HTML or as PDF.",
        options: [
          ["--format csv|html|pdf", "csv by default"],
          ["--output FILE", "where it goes; the terminal by default"],
        ],
      },
      import: {
        usage: "aisle experiments import FILE [--arm COLUMN] [--unit COLUMN] [--metrics a,b] …",
        does: "Makes a finished experiment of a CSV, TSV or JSONL file (.gz too) with one row a unit. Columns of 0 and 1, or true and false, are shares of units, other numbers are means.",
        options: [
          ["--arm COLUMN", "which arm a unit was in; found by its usual names"],
          ["--unit COLUMN", "who it was; found by its usual names, else each row is a unit"],
          ["--metrics a,b", "columns to compare, the first decides; all that hold numbers by default"],
          ["--control VALUE", "the arm that the others are compared with"],
          ["--weights 0.5,0.5", "the shares that were intended, the control's first; equal by default"],
          ["--name TITLE", "its name; the file's by default"],
        ],
      },
    },
  },
  backup: { usage: backupUsage, does: "Copies every table into one file." },
  restore: {
    usage: restoreUsage,
    does: "Puts a backup's rows in place of all rows there are. Asks for an owner's password where one is set.",
    options: [["--password-stdin", "reads the password from standard input (AISLE_PASSWORD too)"]],
  },
};

/** The text of `--help` for a command, or for the part of it that is named first among its arguments. */
export function helpText(command: string, args: readonly string[]): string {
  const whole = commandHelp[command]!;
  const name = args.find((arg) => !arg.startsWith("-"));
  const part =
    name !== undefined && whole.parts !== undefined && Object.hasOwn(whole.parts, name) ? whole.parts[name]! : whole;
  const options = part.options ?? (part === whole ? [] : (whole.options ?? []));
  return [
    `Usage: ${part.usage}`,
    "",
    part.does,
    ...block(options),
    ...block(Object.entries(part.parts ?? {}).map(([, { usage, does }]) => [usage, does] as const)),
  ].join("\n");
}

function block(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.length === 0 ? [] : ["", ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)];
}

/** All commands, a line each. */
export const usage = `Usage:
${Object.values(commandHelp)
  .map((help) => `  ${help.usage}`)
  .join("\n")}

\`aisle COMMAND --help\` says more. Speaks to the Aisle that runs on this machine; AISLE_URL and AISLE_TOKEN name another one.`;
