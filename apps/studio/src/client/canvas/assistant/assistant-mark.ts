/** How edits that the assistant made differ from those made by hand: their titles begin so. */
export const assistantMark = "Assistant: ";
