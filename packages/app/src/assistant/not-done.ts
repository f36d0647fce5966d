/** Ends the reading of one part of a sentence: it was recognised, and this is why it cannot be done. Never leaves the assistant. */
export class NotDone extends Error {}
