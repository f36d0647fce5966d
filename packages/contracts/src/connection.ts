import type { JsonObject } from "@aisle/runtime/json";
import type { z } from "zod";
import type { AuditActor } from "./audit.ts";

/** A kind of connection, as much of it as is asked here. */
export interface KindOfConnection {
  readonly kind: string;
  readonly title: string;
  readonly description: string;
  readonly config: z.ZodObject;
  readonly secrets: {
    readonly [field: string]: {
      readonly title: string;
      readonly description: string;
      readonly required: boolean;
      readonly fault?: (value: string) => string | undefined;
    };
  };
  destination(config: { readonly [field: string]: unknown }): string;
  readonly send?: unknown;
}

/** A connection as it is stored. */
export interface StoredConnection {
  readonly workspaceId: string;
  readonly name: string;
  readonly kind: string;
  readonly config: JsonObject;
  /** Field of the kind → name of the secret that holds its value. */
  readonly secrets: { readonly [field: string]: string };
  /** Whether notifications go out through it. */
  readonly notify: boolean;
  readonly tested: { readonly at: Date; readonly ok: boolean; readonly message: string } | null;
  readonly updatedAt: Date;
}

/** A connection as it is entered. */
export interface EnteredConnection {
  readonly name: string;
  readonly kind: string;
  readonly config: JsonObject;
  readonly notify: boolean;
  /** Values that were entered, by field; the others stay. */
  readonly values: { readonly [field: string]: string };
}

/** Connections as they are stored and used. */
export interface Connections {
  readonly kinds: readonly KindOfConnection[];
  list(workspaceId: string): Promise<readonly StoredConnection[]>;
  find(workspaceId: string, name: string): Promise<StoredConnection | undefined>;
  /** Stores it with the secrets that were entered and its entry of the audit log; false when the name is taken. */
  save(
    actor: AuditActor & { readonly userId: string },
    connection: EnteredConnection,
    options: { readonly isNew: boolean },
  ): Promise<boolean>;
  remove(actor: AuditActor, name: string): Promise<boolean>;
  /** Tries it out; throws an `AisleError`, or says what was proved. */
  test(connection: StoredConnection, by: { readonly to: string }): Promise<string>;
  noteTest(workspaceId: string, name: string, ok: boolean, message: string): Promise<void>;
}
