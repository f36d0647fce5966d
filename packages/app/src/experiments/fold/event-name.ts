/** A name of an event as it is compared: case and spaces aside. */
export const eventName = (name: string): string => name.trim().toLowerCase().replace(/\s+/g, " ");
