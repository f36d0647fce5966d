/** Limits of connections, as options of `node:http`: what sends nothing, or its head by the letter, is let go. */
export const connectionLimits = {
  /** Node.js would answer a request without Host itself, past every hook: `requestFault` refuses it. */
  requireHostHeader: false,
  headersTimeout: 15_000,
  /** How often late ones are looked for. */
  connectionsCheckingInterval: 5_000,
} as const;

/** Connections of one process at once; beyond them the system refuses, instead of files running out. */
export const maxConnections = 4000;
