import type { Event } from "@aisle/contracts/event";
import type { FoldDecision } from "@aisle/contracts/fold-source";
import type { JsonObject } from "@aisle/runtime/json";
import type { PastAct, PastVisit } from "@aisle/simulator/past-visits";
import type { SimulatedProduct } from "@aisle/simulator/shopper";

const names = { click: "Product Clicked", cart: "Product Added", order: "Order Completed" } as const;

/** The decision that a past visit's page was answered with, as experiments store it. */
export function decisionOf({ session, arm, at, shelf }: PastVisit, arms: readonly string[]): FoldDecision {
  const { device, visitor } = session;
  return {
    id: decisionId(session.id),
    at,
    unit: session.id,
    arm: arms[arm]!,
    outcome: "answered",
    // Nothing computed these pages: no metric of the demo experiments reads a time.
    totalMs: 0,
    facts: {
      filled: shelf.length,
      explored: 0,
      items: shelf.map(({ id }) => id),
      request: { device, visitor },
    },
  };
}

/** The events that a past visit reported. */
export function eventsOf({ session, shopper, acts }: PastVisit): readonly Event[] {
  return acts.map((act, place) => {
    const messageId = `demo-${session.id}-${place}`;
    const properties = propertiesOf(act, session.id);
    const event = names[act.kind];
    return {
      messageId,
      at: act.at,
      receivedAt: act.at,
      type: "track",
      name: event,
      shopperId: shopper.id,
      sessionId: session.id,
      decisionId: decisionId(session.id),
      ...(act.kind === "order" ? { orderId: orderId(session.id, act) } : {}),
      payload: {
        type: "track",
        event,
        messageId,
        userId: shopper.id,
        anonymousId: session.anonymousId,
        properties,
        context: { sessionId: session.id, simulated: true },
      },
      demo: true,
      // What is popular in the demo shop is counted of its month of events alone.
      interactions: [],
    };
  });
}

const decisionId = (sessionId: string) => `dec_${sessionId}`;
const orderId = (sessionId: string, { position }: PastAct) => `${sessionId}-${position}`;

function propertiesOf(act: PastAct, sessionId: string): JsonObject {
  const { kind, product, position } = act;
  const decision_id = decisionId(sessionId);
  if (kind === "order") return { order_id: orderId(sessionId, act), decision_id, products: [lineOf(product)] };
  return { ...lineOf(product), position, decision_id };
}

function lineOf({ id, title, price, currency }: SimulatedProduct): JsonObject {
  return { product_id: id, name: title, quantity: 1, price: (price ?? 0) / 100, currency };
}
