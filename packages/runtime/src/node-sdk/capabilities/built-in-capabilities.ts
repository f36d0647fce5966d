import { budgetCapability } from "./budget.ts";
import type { CapabilityDefinition } from "./capability.ts";
import { clockCapability } from "./clock.ts";
import { deadlineCapability } from "./deadline.ts";
import { decisionsCapability } from "./decisions.ts";
import { embedCapability } from "./embed.ts";
import { eventsCapability } from "./events.ts";
import { keywordCapability } from "./keyword.ts";
import { logCapability } from "./log.ts";
import { patternsCapability } from "./patterns.ts";
import { productsCapability } from "./products.ts";
import { randomCapability } from "./random.ts";
import { requestCapability } from "./request.ts";
import { signalCapability } from "./signal.ts";
import { vectorsCapability } from "./vectors.ts";

/** Every capability that Aisle brings. A new one is its file, its adapter, and a line here. */
export const builtInCapabilities: readonly CapabilityDefinition[] = [
  productsCapability,
  keywordCapability,
  vectorsCapability,
  embedCapability,
  eventsCapability,
  decisionsCapability,
  patternsCapability,
  budgetCapability,
  clockCapability,
  deadlineCapability,
  randomCapability,
  logCapability,
  requestCapability,
  signalCapability,
];
