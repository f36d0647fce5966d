import { TRPCClientError } from "@trpc/client";

/** What an error says to the person at the screen: what happened, and what to do next. */
export interface ErrorMessage {
  readonly message: string;
  readonly help: string | null;
}

/** Reads any error into words. */
export function describeError(error: unknown): ErrorMessage {
  if (error instanceof TRPCClientError) {
    const data = error.data as { help?: string | null } | null | undefined;
    if (data == null) {
      return {
        message: "The studio's server does not answer.",
        help: "Your changes are stored here. It is asked again by itself.",
      };
    }
    return { message: error.message, help: data.help ?? null };
  }
  return { message: error instanceof Error ? error.message : "Something went wrong.", help: null };
}
