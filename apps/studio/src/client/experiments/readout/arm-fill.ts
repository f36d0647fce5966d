const fills = ["var(--ink-3)", "var(--accent)", "var(--t-products)", "var(--t-vector)", "var(--t-shopper)"];

/** The colour of an arm by its place, the same in every chart of a readout. */
export const armFill = (at: number): string => fills[at % fills.length]!;
