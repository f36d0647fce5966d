import type { Json, JsonObject } from "../json.ts";
import type { Product } from "./product.ts";

/** A query or item vector; it remembers the model that made it. */
export interface VectorValue {
  /** Name and version of the embedding model, for example `minilm-l6-v2-int8@1`. */
  readonly embedder: string;
  readonly values: Float32Array;
}

/** Who asks: ids under which the shopper's events were sent, and what the request says of the session. */
export interface Shopper {
  /** User or anonymous id, as the retailer's events carry it; absent for a visitor without one. */
  readonly id?: string;
  /** Category of interest that the request declares. */
  readonly category?: string;
  /** Products seen in this session, latest last, as far as the request says. */
  readonly viewed?: readonly string[];
  readonly context?: JsonObject;
}

/** One filled slot of an answer, as the decision log keeps it. */
export interface AnswerSlot {
  readonly product: Product;
  readonly availability: "in-stock" | "unknown";
}

/** What an endpoint sends: the JSON body, and the slots behind it for the decision log. */
export interface AnswerValue {
  readonly body: JsonObject;
  readonly slots: readonly AnswerSlot[];
  /** Set for an answer that goes on: what follows the body, part by part. */
  readonly parts?: AsyncIterable<Json>;
}

/** The value that flows on a wire of each port type. */
export interface PortValues {
  Products: readonly Product[];
  Product: Product;
  Shopper: Shopper;
  Text: string;
  Vector: VectorValue;
  Features: { readonly [name: string]: number };
  Intent: {
    readonly label: string;
    /** 0–1. */
    readonly confidence: number;
    /** Every label with its confidence, best first, where the classifier gives them. */
    readonly candidates?: readonly { readonly label: string; readonly confidence: number }[];
  };
  Messages: readonly { readonly role: "user" | "assistant" | "system"; readonly content: string }[];
  Answer: AnswerValue;
  Image: { readonly mime: string; readonly bytes: Uint8Array };
  Table: { readonly columns: readonly string[]; readonly rows: readonly (readonly Json[])[] };
  Events: readonly JsonObject[];
  Action: JsonObject;
  Number: number;
  Boolean: boolean;
  Json: Json;
}

export type PortTypeName = keyof PortValues;

/** How much a wire may reveal about a person; outputs inherit the highest of their inputs. */
export type Sensitivity = "none" | "pseudonymous" | "personal";

/** The sensitivity that each type has by itself. */
export const sensitivityOf: Record<PortTypeName, Sensitivity> = {
  Products: "none",
  Product: "none",
  Shopper: "pseudonymous",
  Text: "personal",
  Vector: "pseudonymous",
  Features: "pseudonymous",
  Intent: "none",
  Messages: "personal",
  Answer: "none",
  Image: "personal",
  Table: "personal",
  Events: "pseudonymous",
  Action: "personal",
  Number: "none",
  Boolean: "none",
  Json: "personal",
};

/**
 * A type parameter, as data, so that client and server resolve it alike: a literal, a fact looked up by a path in which
 * `{config.x}` stands for a config value, or a variable that takes whatever is wired and hands it on.
 */
export type ParamSpec =
  | string
  | { readonly fact: string }
  | { readonly config: string }
  | { readonly variable: string };

/** Declares a port: its type, parameters, and how many wires it needs. */
export interface PortSpec<N extends PortTypeName = PortTypeName, A extends Arity = Arity> {
  readonly type: N;
  readonly arity: A;
  readonly params?: { readonly [name: string]: ParamSpec };
  readonly title?: string;
  /** For a required input: what is read when nothing came on its wires although no step failed, such as no products for an empty search. */
  readonly ifNothing?: PortValues[PortTypeName];
  /** For `many`: how many wires must carry a value, 1 by default. */
  readonly min?: number;
  /** For `many`: read in wire order, each only when all before it were absent or empty (`logic.first`). */
  readonly lazy?: boolean;
  /** For an output: true when the node removes what is personal in its inputs. */
  readonly removesSensitivity?: boolean;
}

export type Arity = "required" | "optional" | "many";

/** A required port of a type. */
export function port<N extends PortTypeName>(
  type: N,
  options: Omit<PortSpec, "type" | "arity"> = {},
): PortSpec<N, "required"> {
  return { ...options, type, arity: "required" };
}

/** The same port, wired or not. */
export function optional<N extends PortTypeName>(spec: PortSpec<N, "required">): PortSpec<N, "optional"> {
  return { ...spec, arity: "optional" };
}

/** An input that takes several wires, in order; `min` of them must carry a value. */
export function many<N extends PortTypeName>(spec: PortSpec<N, "required">, min = 1): PortSpec<N, "many"> {
  return { ...spec, arity: "many", min };
}

/** What `run` receives on a port. */
export type InputValue<S> =
  S extends PortSpec<infer N, infer A>
    ? A extends "many"
      ? readonly PortValues[N][]
      : A extends "optional"
        ? PortValues[N] | undefined
        : PortValues[N]
    : never;

/** What `run` returns on a port; an output left undefined counts as absent. */
export type OutputValue<S> = S extends PortSpec<infer N> ? PortValues[N] | undefined : never;

/** True for the values that `logic.first` skips: absent, empty text, empty list. */
export function isEmptyValue(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}
