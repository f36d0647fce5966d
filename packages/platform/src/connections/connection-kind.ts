import type { z } from "zod";
import type { OutboundHttp } from "../outbound/outbound-http.ts";
import type { SecretValue } from "../secrets/secret-value.ts";

/** What goes out through a connection. */
export interface OutgoingMessage {
  /** The same on every retry, so that a receiver knows a message again. */
  readonly id: string;
  readonly at: Date;
  /** What happened, such as `publish.failed`. */
  readonly kind: string;
  readonly title: string;
  readonly text: string;
  /** Address of the page of the studio that shows it. */
  readonly link?: string;
  /** Where the connection sends to people: their address. */
  readonly to?: string;
}

/** A connection with what it needs to be used. */
export interface OpenConnection<Config> {
  readonly config: Config;
  secret(field: string): Promise<SecretValue | undefined>;
}

/** What connections go out by. */
export interface Outbound {
  readonly http: OutboundHttp;
  /** Looks a host up once and gives an address that may be connected to, as `checkedAddresses`. */
  readonly address: (host: string, port: number) => Promise<string>;
}

/** A secret that a kind of connection needs. */
export interface SecretField {
  readonly title: string;
  readonly description: string;
  readonly required: boolean;
  /** Says what is wrong with a value, without quoting it. */
  readonly fault?: (value: string) => string | undefined;
}

/** A kind of connection to another system: one file, and one line in `connectionKinds`. */
export interface ConnectionKind<Schema extends z.ZodObject = z.ZodObject> {
  readonly kind: string;
  readonly title: string;
  readonly description: string;
  readonly config: Schema;
  readonly secrets: { readonly [field: string]: SecretField };
  /** Where its secrets go: when it changes they are entered again, so that nobody sends a stored one elsewhere. */
  destination(config: z.infer<Schema>): string;
  /** Tries it out; throws an `AisleError`, or gives a sentence that says what was proved. `to` is the address of who asks. */
  test(connection: OpenConnection<z.infer<Schema>>, outbound: Outbound, by: { readonly to: string }): Promise<string>;
  /** Sends a message; absent where the kind sends none. Throws `connection.refused` for what no retry helps. */
  send?(connection: OpenConnection<z.infer<Schema>>, outbound: Outbound, message: OutgoingMessage): Promise<void>;
  /** Whether a message goes to each person by an address of theirs, instead of once. */
  readonly toPeople?: true;
}

/** Keeps a kind's own type of config; the table holds all kinds. */
export function defineConnectionKind<Schema extends z.ZodObject>(kind: ConnectionKind<Schema>): ConnectionKind {
  return kind as unknown as ConnectionKind;
}
