import { shortenText } from "@aisle/runtime/cut-text";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { PortValues } from "@aisle/runtime/node-sdk/port-type";
import { base64Of } from "@aisle/runtime/node-sdk/port-value";
import { cutJson } from "./json-preview.ts";
import type { Preview } from "./preview.ts";

const featuresShown = 60;
const messagesShown = 30;
const messageLength = 2000;
const eventsShown = 20;
const imageBytes = 256 * 1024;
const drawable = /^image\/(png|jpe?g|gif|webp|avif)$/;

/** The features that say most: those of the largest magnitude. */
export function previewFeatures(features: PortValues["Features"]): Preview {
  const entries = Object.entries(features).map(([name, value]) => ({ name, value }));
  const strongest = entries.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, featuresShown);
  return { kind: "features", count: entries.length, entries: strongest };
}

/** The end of a conversation. */
export function previewMessages(messages: PortValues["Messages"]): Preview {
  const shown = messages.slice(-messagesShown).map(({ role, content }) => ({
    role,
    content: shortenText(content, messageLength),
  }));
  return { kind: "messages", count: messages.length, messages: shown };
}

/** Events with how many there are of each kind. */
export function previewEvents(events: PortValues["Events"]): Preview {
  const kinds = new Map<string, number>();
  for (const event of events) {
    const name = kindOf(event);
    kinds.set(name, (kinds.get(name) ?? 0) + 1);
  }
  return {
    kind: "events",
    count: events.length,
    kinds: [...kinds].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count),
    events: events.slice(0, eventsShown).map((event) => cutJson(event).json),
  };
}

function kindOf(event: JsonObject): string {
  const name = event.kind ?? event.type ?? event.event;
  return typeof name === "string" ? name : "event";
}

/** A picture, when it is small and of a kind that a browser draws without running anything. */
export function previewImage({ mime, bytes }: PortValues["Image"]): Preview {
  const src = bytes.length <= imageBytes && drawable.test(mime) ? `data:${mime};base64,${base64Of(bytes)}` : null;
  return { kind: "image", mime, sizeBytes: bytes.length, src };
}

/** What an action would send, and what it is called. */
export function previewAction(action: PortValues["Action"]): Preview {
  const { json, cut } = cutJson(action);
  const name: Json | undefined = action.action ?? action.kind ?? action.type ?? action.do;
  return { kind: "action", title: typeof name === "string" ? name : "Action", fields: json, cut };
}
