/** Money of one currency in minor units; values of two are never added. */
export interface Money {
  /** ISO 4217 code; null where events name none. */
  readonly currency: string | null;
  readonly valueMinor: number;
}

/** An amount and the interval that it lies in, in minor units; an open side is null. */
export interface Estimate extends Money {
  readonly low: number | null;
  readonly high: number | null;
  /** Of the interval, 0–1. */
  readonly level: number;
}

/** What an endpoint earned over its holdout in a month, as far as it was measured. */
export type HoldoutMeasure =
  /** Nobody was held out: no uplift is claimed. */
  | { readonly state: "off" }
  | { readonly state: "waiting"; readonly experimentId: string; readonly reason: string }
  | {
      readonly state: "measured";
      readonly experimentId: string;
      /** What those who were held out got: “Version 3”. */
      readonly baseline: string;
      readonly units: { readonly live: number; readonly holdout: number };
      /** Mean of a unit in each arm, in minor units. */
      readonly perUnit: { readonly live: number; readonly holdout: number };
      /** The difference of the means times the live units. */
      readonly earned: Estimate;
      /** ISO 8601: when the first unit could be assigned, and up to when it was read. */
      readonly since: string;
      readonly readAt: string;
      /** Days after a unit was first seen in which its orders count. */
      readonly windowDays: number;
      /** False while orders of the month's units can still come. */
      readonly isFinal: boolean;
    };

/** What an endpoint's holdout is set to. */
export interface HoldoutChoice {
  readonly share: number;
  readonly versionId: string;
  readonly versionNumber: number | null;
  readonly since: string;
}

/** Counts of an endpoint in a month. */
export interface EndpointCounts {
  readonly requests: number;
  readonly answered: number;
  readonly fellBack: number;
  /** Refused and suspended requests are counted in `requests` alone. */
  readonly failed: number;
  readonly orders: number;
  /** What the orders were worth less what of them came back, whenever it did. */
  readonly revenue: readonly Money[];
  /** Orders of which something came back, and what that was worth. */
  readonly returns: number;
  readonly returned: readonly Money[];
}

export interface EndpointValue extends EndpointCounts {
  /** Its address; the last one where it is not live any more. */
  readonly slug: string;
  readonly name: string;
  /** Null where nothing is live under the address any more. */
  readonly pipelineId: string | null;
  readonly before: EndpointCounts;
  readonly holdout: HoldoutMeasure;
  readonly setting: HoldoutChoice | null;
}

/** What a change that an experiment measured added since it is live. */
export interface AddedValue {
  readonly experimentId: string;
  readonly name: string;
  readonly endpoint: string;
  /** True where the change touches a rule. */
  readonly isRule: boolean;
  /** What was changed, a line each. */
  readonly changes: readonly string[];
  /** ISO 8601; null where it is not live. */
  readonly liveSince: string | null;
  readonly added:
    | {
        readonly state: "estimated";
        readonly value: Estimate;
        /** Units of the month since then, worked out from requests. */
        readonly units: number;
        readonly perUnit: Estimate;
      }
    | { readonly state: "unknown"; readonly reason: string };
}

/** What language models were asked in a month. */
export interface ModelCost {
  /** Address of the endpoint; null for what people asked in the studio. */
  readonly endpoint: string | null;
  readonly model: string;
  readonly questions: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Null where no price is set for the model. Minor units may be broken. */
  readonly cost: Money | null;
}

/** A day of all endpoints. */
export interface ValueDay {
  readonly day: string;
  readonly requests: number;
  readonly orders: number;
  readonly revenue: readonly Money[];
  readonly returned: readonly Money[];
}

/** Everything on the value page. */
export interface ValueMonth {
  /** `YYYY-MM`, in the workspace's zone. */
  readonly month: string;
  readonly timeZone: string;
  /** Months that can be asked for, the latest first. */
  readonly months: readonly string[];
  readonly isOver: boolean;
  readonly total: EndpointCounts;
  readonly before: EndpointCounts;
  readonly endpoints: readonly EndpointValue[];
  readonly days: readonly ValueDay[];
  readonly added: readonly AddedValue[];
  readonly models: readonly ModelCost[];
}

/** A version that can answer those who are held out. */
export interface HoldoutBaseline {
  readonly versionId: string;
  readonly number: number;
  readonly name: string;
}
