import type { AskedBy, NewDecision } from "@aisle/contracts/decision";
import type { Json, JsonObject } from "@aisle/runtime/json";

/** One request, as the transport hands it over. */
export interface ServeInput {
  readonly body: Json;
  /** The body as it came, where it is at hand: the log keeps it instead of writing it again. */
  readonly bodyText?: string;
  readonly decisionId: string;
  readonly traceId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Whose key it is, or who tried it in the studio. */
  readonly by?: AskedBy;
  /** True when asked from the studio: logged, but not counted. */
  readonly sample: boolean;
  /** Whether this decision keeps all its candidates. */
  readonly storeCandidates: boolean;
  /** The share of decisions, 0 to 1, that keep theirs at this time. */
  readonly candidateShare?: number;
  /** Which arm of the endpoint answers; `live` by default. */
  readonly arm?: string;
  /** The unit's arm in each experiment that it is in. */
  readonly arms?: { readonly [experiment: string]: string };
  /** P(the arm), 0–1, in experiments whose split changes while they run. */
  readonly armOdds?: { readonly [experiment: string]: number };
  /** The units of experiments that assign by something else than the request's shopper. */
  readonly units?: { readonly [experiment: string]: string };
  /** What the answer says of its arms; `arm` by default. */
  readonly variant?: string;
  /** Arms that a person asked for, as `experiment:arm` joined by commas: answered by them, and counted nowhere. */
  readonly forced?: string;
}

/** The arms that a request's unit has. */
export type Assigned = Pick<ServeInput, "arm" | "arms" | "armOdds" | "units" | "variant">;

/** What is sent, and the decision to log before it is sent. */
export interface Served {
  readonly status: number;
  readonly body: JsonObject;
  readonly decision: NewDecision;
}
