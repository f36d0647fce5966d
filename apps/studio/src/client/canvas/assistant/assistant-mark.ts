/** How edits that the assistant made are told from those made by hand: their titles begin so. */
export const assistantMark = "Assistant: ";
