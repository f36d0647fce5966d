import type { JsonObject } from "@aisle/runtime/json";

/** A kind of connection, as its form is drawn. */
export interface ConnectionKindRow {
  readonly kind: string;
  readonly title: string;
  readonly description: string;
  /** JSON Schema of the settings. */
  readonly schema: JsonObject;
  readonly secrets: readonly {
    readonly field: string;
    readonly title: string;
    readonly description: string;
    readonly required: boolean;
  }[];
  /** Whether notifications can go out through it. */
  readonly sends: boolean;
}

/** A connection; times are ISO 8601. Values of secrets are never a part of it. */
export interface ConnectionSummary {
  readonly name: string;
  readonly kind: string;
  readonly config: JsonObject;
  /** Fields whose secret is stored. */
  readonly storedSecrets: readonly string[];
  readonly notify: boolean;
  readonly tested: { readonly at: string; readonly ok: boolean; readonly message: string } | null;
  readonly updatedAt: string;
}

/** How a test ended: what was proved, or what is wrong and what to do. */
export interface ConnectionTest {
  readonly ok: boolean;
  readonly message: string;
  readonly help: string | null;
}
