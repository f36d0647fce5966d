/** What the value page names of the records behind it; types alone. */
export type {
  AddedValue,
  EndpointValue,
  Estimate,
  ModelCost,
  Money,
  ValueMonth,
} from "@aisle/app/value/value-shapes";
